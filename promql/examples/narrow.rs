//! Narrows every selector of a query to one job, and prints the query over as many lines as it needs.
//!
//! `cargo run -p gaugewright-promql --example narrow -- api 'sum(rate(x[5m])) / sum(rate(y[5m]))'`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;

use gaugewright_promql::{Dialect, Expr, MatchOp, ParseError, build, parse, pretty, rewrite};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let job = args.next().unwrap_or_else(|| "api".to_owned());
    let text = args.next().unwrap_or_else(|| "sum(rate(x[5m])) / sum(rate(y{job=\"old\"}[5m]))".to_owned());
    match narrowed(&text, &job) {
        Ok(query) => {
            println!("{}", pretty(&query));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The query, reading nothing but this job.
fn narrowed(text: &str, job: &str) -> Result<Expr, ParseError> {
    let mut query = parse(text, Dialect { variables: true })?;
    rewrite::selectors(&mut query, |selector| {
        selector.matchers.retain(|matcher| *matcher.label != "job");
        selector.matchers.push(build::matcher("job", MatchOp::Equal, job));
    });
    Ok(query)
}
