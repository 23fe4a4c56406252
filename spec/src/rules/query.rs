//! Rules that look at a query as it is written: one file each, and a row in [`ALL`].

use super::context::{Found, Lint, LintContext};
use super::{beyond_retention, fragile_alert, integer_bound, needless_regex, promql_version, short_window};
use crate::promql::Expr;

const ALL: &[Lint] = &[
    beyond_retention::find,
    fragile_alert::find,
    integer_bound::find,
    needless_regex::find,
    promql_version::find,
    short_window::find,
];

/// Everything that the rules find in a query.
pub(crate) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    ALL.iter().flat_map(|lint| lint(expr, context)).collect()
}
