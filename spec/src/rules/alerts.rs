//! Rules about an alert as a whole: `missing-severity`, `missing-summary`, `short-hold`, `hasty-absent`, `shadowed-alert`.

use std::collections::BTreeMap;

use crate::ast;
use crate::decode::Text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::duration::Duration;
use crate::model::{Alert, Comparison, Condition, Threshold};
use crate::promql::{self, Expr, Func};
use crate::rules;
use crate::template::Template;

/// An alert, and how it stands in the spec.
pub(crate) struct Written<'a> {
    pub(crate) name: &'a Text,
    pub(crate) ast: &'a ast::Alert,
    pub(crate) alert: &'a Alert,
    /// Time between two evaluations.
    pub(crate) evaluation: Duration,
}

/// Looks at all alerts.
pub(crate) fn check(all: &[Written<'_>], scrape: Duration, sink: &mut Sink) {
    // Only alerts on the same query can say the same.
    let mut by_query: BTreeMap<String, Vec<&Written<'_>>> = BTreeMap::new();
    for one in all {
        missing(one, sink);
        short_hold(one, sink);
        hasty_absent(one, scrape, sink);
        by_query.entry(query_of(one.alert)).or_default().push(one);
    }
    for alike in by_query.values() {
        for (at, one) in alike.iter().enumerate() {
            let other = alike
                .iter()
                .enumerate()
                .find(|(other_at, other)| *other_at != at && shadows(other.alert, one.alert, *other_at < at));
            if let Some((_, other)) = other {
                shadowed(one, other, sink);
            }
        }
    }
}

/// Reports an alert that says too little to whoever is told.
fn missing(one: &Written<'_>, sink: &mut Sink) {
    if one.alert.severity.is_none() && !one.alert.labels.contains_key("severity") {
        let message = format!("alert `{}` has no severity", **one.name);
        let diagnostic = Diagnostic::new(&rules::MISSING_SEVERITY, one.name.span, message)
            .note("routes that ask for a severity do not take it");
        let written = one.ast.labels.iter().find(|(label, _)| label.value == "severity");
        let help = match written {
            Some((_, value)) => {
                format!("write `severity: {}` at the alert, outside of `labels`", **value.text())
            }
            None => "add `severity`".to_owned(),
        };
        sink.report(diagnostic.help(help));
    }
    if one.alert.summary.parts.is_empty() || one.alert.summary == Template::plain("") {
        let message = format!("alert `{}` has no summary", **one.name);
        let diagnostic = Diagnostic::new(&rules::MISSING_SUMMARY, one.name.span, message)
            .note("notifications show its name and labels only");
        let is_annotation = one.ast.annotations.iter().any(|(name, _)| name.value == "summary");
        let help = if is_annotation {
            "write `summary` at the alert, outside of `annotations`"
        } else {
            "add `summary`: one line that says what is wrong, and where"
        };
        sink.report(diagnostic.help(help));
    }
}

fn short_hold(one: &Written<'_>, sink: &mut Sink) {
    let evaluation = one.evaluation;
    let Some(hold) = one.ast.hold.as_ref().filter(|hold| hold.value < evaluation && !hold.value.is_zero())
    else {
        return;
    };
    let message = format!("a `for` of {} is shorter than the evaluation interval", hold.value);
    let diagnostic = Diagnostic::new(&rules::SHORT_HOLD, hold.span, message).note(format!(
        "rules are evaluated every {evaluation}, so this holds as long as `for: {evaluation}` would"
    ));
    sink.report(diagnostic.help(format!("write `for: {evaluation}` or longer, or leave it out")));
}

fn hasty_absent(one: &Written<'_>, scrape: Duration, sink: &mut Sink) {
    let least = Duration::from_millis(scrape.as_millis().saturating_mul(2));
    let held = one.alert.hold.unwrap_or(Duration::from_secs(0));
    if held >= least || !has_absent(&one.alert.expr) {
        return;
    }
    let place = one.ast.hold.as_ref().map_or(one.name.span, |hold| hold.span);
    let diagnostic = Diagnostic::new(&rules::HASTY_ABSENT, place, "one failed scrape makes this fire")
        .note("a series is absent as soon as a scrape fails, and after each restart of Prometheus")
        .help(format!("wait for at least two scrapes: `for: {least}`"));
    sink.report(diagnostic);
}

/// Whether a query asks for the absence of momentary values; that of a window has its own patience.
fn has_absent(expr: &Expr) -> bool {
    expr.calls().any(|call| call.is(Func::Absent))
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

fn shadowed(one: &Written<'_>, other: &Written<'_>, sink: &mut Sink) {
    let message = format!("whenever `{}` fires, `{}` is already firing", **one.name, **other.name);
    let diagnostic = Diagnostic::new(&rules::SHADOWED_ALERT, one.name.span, message)
        .also(other.name.span, "this one, with the same query and severity")
        .help("remove one of the two, or give the stricter one a higher severity");
    sink.report(diagnostic);
}
