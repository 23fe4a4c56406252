//! The parser of PromQL against its oracles, and against itself.

mod corpus;
mod coverage;
mod functions;
mod generate;
mod limits;
mod messages;
mod oracle;
mod print;
mod promtool;
mod shape;
mod span;
mod variables;
mod verdict;

use gaugewright_spec::promql::{Dialect, Expr, parse};

/// The tree of a query that has to be one.
#[track_caller]
fn tree(text: &str) -> Expr {
    parse(text, Dialect { variables: true }).unwrap_or_else(|error| panic!("{text}\n{error}"))
}
