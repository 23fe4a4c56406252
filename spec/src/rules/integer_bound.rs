//! `integer-bound`: a `le` or `quantile` that newer servers write in another way.

use super::context::{Found, LintContext};
use crate::promql::{Expr, MatchOp, Matcher};
use crate::rules;

pub(super) fn find(expr: &Expr, _: &LintContext) -> Vec<Found> {
    expr.matchers().filter_map(of).collect()
}

fn of(matcher: &Matcher) -> Option<Found> {
    let (label, value) = (matcher.label.value.as_str(), matcher.value.value.as_str());
    let is_bound =
        matches!(label, "le" | "quantile") && matches!(matcher.op.value, MatchOp::Equal | MatchOp::NotEqual);
    if !is_bound || value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let regex = if matcher.op.value == MatchOp::Equal { "=~" } else { "!~" };
    Some(Found {
        rule: &rules::INTEGER_BOUND,
        span: matcher.value.span,
        message: format!("Prometheus 3 stores this `{label}` as `{value}.0`"),
        note: Some(
            "Prometheus 2 stores it as the target writes it, so after an update the matcher finds nothing"
                .into(),
        ),
        help: format!("match both: `{label}{regex}\"{value}(\\\\.0)?\"`"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::context::places;
    use super::find;

    #[test]
    fn whole_bounds_are_matched_in_both_spellings() {
        assert_eq!(places(find, "rate(a_bucket{le=\"1\"}[5m])", false), ["\"1\""]);
        for query in
            ["a_bucket{le=\"0.5\"}", "a_bucket{le=\"+Inf\"}", "a{b=\"1\"}", "a_bucket{le=~\"1(\\\\.0)?\"}"]
        {
            assert!(places(find, query, false).is_empty(), "{query}");
        }
    }
}
