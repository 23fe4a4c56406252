//! `shadowed-alert`: an alert that fires only while another one is firing.

use std::collections::BTreeMap;

use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Alert, Comparison, Condition, Threshold};
use crate::promql::{self, Expr};
use crate::rules;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], _: &Around<'_>, sink: &mut Sink) {
    // Only alerts on the same query can say the same.
    let mut by_query: BTreeMap<String, Vec<&Written<'_>>> = BTreeMap::new();
    for one in all {
        by_query.entry(query_of(one.alert)).or_default().push(one);
    }
    for alike in by_query.values() {
        for (at, one) in alike.iter().enumerate() {
            let shadows = |(other_at, other): &(usize, &&Written<'_>)| {
                *other_at != at && shadows(other.alert, one.alert, *other_at < at)
            };
            if let Some((_, other)) = alike.iter().enumerate().find(shadows) {
                sink.report(found(one, other));
            }
        }
    }
}

fn found(one: &Written<'_>, other: &Written<'_>) -> Diagnostic {
    let message = format!("whenever `{}` fires, `{}` is already firing", **one.name, **other.name);
    Diagnostic::new(&rules::SHADOWED_ALERT, one.name.span, message)
        .also(other.name.span, "this one, with the same query and severity")
        .help("remove one of the two, or give the stricter one a higher severity")
}

/// The query that is compared with the threshold; all of it if it carries its own condition.
fn query_of(alert: &Alert) -> String {
    match (&alert.expr, &alert.condition) {
        (Expr::Binary(binary), Condition::Threshold(_)) => promql::print(&binary.lhs),
        (expr, _) => promql::print(expr),
    }
}

/// Whether `other`, an alert on the same query, fires whenever `one` does, and sends the same people as urgently. One that fires
/// later or is milder says something of its own.
fn shadows(other: &Alert, one: &Alert, other_is_first: bool) -> bool {
    if (&one.severity, &one.labels, one.keep_firing) != (&other.severity, &other.labels, other.keep_firing)
        || one.hold < other.hold
    {
        return false;
    }
    let strictly = match (&one.condition, &other.condition) {
        (Condition::Threshold(mine), Condition::Threshold(theirs)) => implies(mine, theirs),
        (Condition::AnySeries, Condition::AnySeries) => Some(false),
        _ => None,
    };
    strictly.is_some_and(|strictly| strictly || one.hold > other.hold || other_is_first)
}

/// Whether passing the first threshold means passing the second, and if so, whether not the other way round.
fn implies(mine: &Threshold, theirs: &Threshold) -> Option<bool> {
    let (a, b) = (mine.number, theirs.number);
    let follows = match (mine.comparison, theirs.comparison) {
        (Comparison::Above, Comparison::Above | Comparison::AtLeast)
        | (Comparison::AtLeast, Comparison::AtLeast) => a >= b,
        (Comparison::Below, Comparison::Below | Comparison::AtMost)
        | (Comparison::AtMost, Comparison::AtMost) => a <= b,
        (Comparison::Equals, Comparison::Equals) => a == b,
        _ => false,
    };
    follows.then_some(a != b || mine.comparison != theirs.comparison)
}
