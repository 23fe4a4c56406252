//! The windows of a query.

use std::collections::BTreeSet;

use crate::duration::Duration;
use crate::promql::rewrite::{RATE_INTERVAL, RATE_INTERVAL_MS};
use crate::promql::{Expr, Matcher};

/// Whether a query follows the zoom.
pub(super) fn follows_zoom(expr: &Expr) -> bool {
    expr.variables().any(|variable| [RATE_INTERVAL, RATE_INTERVAL_MS].contains(&variable.name.as_str()))
}

/// Whether a variable is left that only Grafana knows.
pub(super) fn has_variables(expr: &Expr) -> bool {
    // Grafana fills them into texts, too. A dollar sign at the end of a pattern is none.
    let is_name = |next: char| next == '{' || next == '_' || next.is_alphabetic();
    let in_text = |matcher: &Matcher| {
        let value = &matcher.value.value;
        value.match_indices('$').any(|(at, _)| value[at + 1..].starts_with(is_name))
    };
    expr.variables().next().is_some() || expr.matchers().any(in_text)
}

/// Every function over a range with the length of its range, where that is known.
pub(super) fn ranges(expr: &Expr) -> BTreeSet<(String, Duration)> {
    expr.calls().filter_map(|call| Some((call.name.value.clone(), call.window()?.length()?))).collect()
}

/// The longest window of a query; no time at all if it has none.
pub(crate) fn longest(expr: &Expr) -> Duration {
    ranges(expr).into_iter().map(|(_, window)| window).max().unwrap_or_default()
}
