//! `multi-value-matcher`: `=` or `!=` with a variable of which several values can be chosen.

use crate::diagnostic::Diagnostic;
use crate::promql::{MatchOp, Matcher};
use crate::rules;
use crate::source::Span;

/// What is wrong with such a matcher, which compares with one value.
pub(crate) fn found(matcher: &Matcher, place: Span, message: String) -> Diagnostic {
    let (better, effect) = match matcher.op.value {
        MatchOp::Equal => (MatchOp::Regex, "no series is equal to that, so the panel is empty"),
        _ => (MatchOp::NotRegex, "every series differs from that, so nothing is left out"),
    };
    let diagnostic = Diagnostic::new(&rules::MULTI_VALUE_MATCHER, place, message)
        .note(format!("Grafana writes two selected values as `(a|b)`: {effect}"));
    diagnostic.help(format!("write `{}{better}` instead", matcher.label.value))
}
