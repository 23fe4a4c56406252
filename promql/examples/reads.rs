//! Lists the metrics and labels that a query reads, and what it needs of Prometheus.
//!
//! `cargo run -p gaugewright-promql --example reads -- 'sum by (job) (rate(x{code="500"}[5m]))'`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeSet;
use std::process::ExitCode;

use gaugewright_promql::{Dialect, Expr, features, parse};

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_else(|| "up{job=\"api\"} offset -5m".to_owned());
    match parse(&text, Dialect { variables: true }) {
        Ok(query) => {
            report(&query);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{text}\n{}^ {error}", " ".repeat(error.span.start as usize));
            ExitCode::FAILURE
        }
    }
}

fn report(query: &Expr) {
    for metric in query.series_names().collect::<BTreeSet<_>>() {
        println!("metric   {metric}");
    }
    for label in query.matchers().map(|matcher| matcher.label.as_str()).collect::<BTreeSet<_>>() {
        println!("label    {label}");
    }
    for feature in features(query) {
        let flag = feature.flag.map(|flag| format!(", --enable-feature={}", flag.name)).unwrap_or_default();
        println!("needs    {}: Prometheus {}{flag}", feature.name, feature.since);
    }
}
