//! `always-true`: an alert whose threshold every value passes; and `never-true`, where none does.

use crate::check::{Bounds, Ty};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::promql::BinaryOp;
use crate::rules;
use crate::source::Span;

const BETWEEN: &str = "choose a threshold between the two ends";

/// What is wrong with an alert whose query compares, and leaves out no value.
pub(super) fn of_filter(name: &Text) -> Diagnostic {
    let message = format!("every value passes the comparison of alert `{}`, so it always fires", **name);
    Diagnostic::new(&rules::ALWAYS_TRUE, name.span, message).help(BETWEEN)
}

/// Looks at a threshold, which must divide the values that the query can have.
pub(crate) fn of_threshold(place: Span, op: BinaryOp, number: Number, query: &Ty) -> Option<Diagnostic> {
    let threshold = Bounds::exactly(number.to_f64());
    let (rule, message) = match query.bounds.compare(op, threshold) {
        Some(false) => (&rules::NEVER_TRUE, "the query never gets there, so this alert cannot fire"),
        // A filter inside decides which series there are.
        Some(true) if query.conditional || query.metrics.is_empty() && query.bounds.is_one() => return None,
        Some(true) => (&rules::ALWAYS_TRUE, "every value of the query is there, so this alert always fires"),
        None => return None,
    };
    let diagnostic = Diagnostic::new(rule, place, message);
    let values = format!("the values of the query are {}", query.values_in_words());
    let diagnostic = diagnostic.note(values);
    // Also after an aggregation that keeps the quantile as it is.
    let of_buckets = query.quantile.high.is_finite() && query.quantile == query.bounds;
    let is_ratio = query.unit.as_ref().is_some_and(|unit| unit.is_share() && unit.scale() == Number::ONE);
    let help = if of_buckets {
        "a quantile never exceeds the largest bound: give the histogram buckets beyond the threshold"
            .to_owned()
    } else if is_ratio && number > Number::ONE && number <= Number::integer(100) {
        format!("the whole is 1: write `{number}%`")
    } else {
        BETWEEN.to_owned()
    };
    Some(diagnostic.help(help))
}

/// What is wrong with events of an objective, under this key, that are all events: nothing is left to alert on.
pub(crate) fn of_events(text: &Text, key: &str) -> Diagnostic {
    let (rule, message, help) = if key == "good" {
        let message =
            "the good events are all events, so nothing is ever bad and no alert of this objective can fire";
        (&rules::NEVER_TRUE, message, "say which events are good: `requests_total{status=\"success\"}`")
    } else {
        let message = "the bad events are all events, so this objective is always missed";
        (&rules::ALWAYS_TRUE, message, "say which events are bad: `requests_total{status=\"error\"}`")
    };
    Diagnostic::new(rule, text.span, message).help(help)
}
