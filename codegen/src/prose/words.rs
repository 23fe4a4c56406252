//! How things of a spec are said in a sentence.

use gaugewright_spec::model::{Alert, Comparison, Condition, Spec, Threshold};
use gaugewright_spec::promql::{self, Expr};
use gaugewright_spec::template::{Part, Template};

use super::objectives;
use crate::alert;

/// What has to be how large for how long: `Share of requests that fail: above 5% for 5m.`
pub(super) fn when(spec: &Spec, alert: &Alert) -> String {
    let hold = alert::hold(alert).map(|hold| format!(" for {hold}")).unwrap_or_default();
    format!("{}{hold}.", condition(spec, alert))
}

/// What has to be how large.
pub(super) fn condition(spec: &Spec, alert: &Alert) -> String {
    let of_objective = objectives::condition(spec, alert);
    of_objective.unwrap_or_else(|| format!("{} {}", subject(spec, alert), alert::bound(alert)))
}

/// What is watched, to stand before the bound.
fn subject(spec: &Spec, alert: &Alert) -> String {
    let colon = if matches!(alert.condition, Condition::Threshold(_)) { ":" } else { "" };
    format!("{}{colon}", watched(spec, alert))
}

/// What its value is: in the words of its query or by its name, else the query itself, if that is short.
pub(super) fn watched(spec: &Spec, alert: &Alert) -> String {
    const SHORT: usize = 70;
    if let Some(query) = alert.query.as_ref().and_then(|name| spec.queries.get(name)) {
        return if query.help.is_empty() { format!("`{}`", query.name) } else { query.help.clone() };
    }
    let text = promql::print(value(alert).map_or(alert.whole_expr(), |(_, expr)| expr));
    if text.len() <= SHORT { format!("`{text}`") } else { "The query".to_owned() }
}

/// The threshold of an alert, and the query that is compared with it.
pub(super) fn value(alert: &Alert) -> Option<(&Threshold, &Expr)> {
    match (&alert.condition, alert.whole_expr()) {
        (Condition::Threshold(threshold), Expr::Binary(comparison)) => Some((threshold, &comparison.lhs)),
        _ => None,
    }
}

/// Where a value is as long as the alert has nothing to say: the other side of its threshold.
pub(super) fn normal(threshold: &Threshold, alert: &Alert) -> String {
    let side = match threshold.comparison {
        Comparison::Above => "at most",
        Comparison::AtLeast => "below",
        Comparison::Below => "at least",
        Comparison::AtMost => "above",
        Comparison::Equals => "other than",
    };
    let portion = alert.portion.as_ref().map(|portion| format!(" {}", portion.words()));
    format!("{side} {}{}", threshold.quantity.text, portion.unwrap_or_default())
}

/// What its severity asks of people; empty if the spec does not say.
pub(super) fn urgency<'s>(spec: &'s Spec, alert: &Alert) -> &'s str {
    alert.severity.as_ref().map_or("", |severity| spec.severities.meaning(severity))
}

/// The text with what is known, and names for what is known only when it fires.
pub(super) fn template(template: &Template, alert: &Alert) -> String {
    let part = |part: &Part| match (part, &alert.condition) {
        (Part::Text(text) | Part::Go(text), _) => text.clone(),
        (Part::Threshold(_), Condition::Threshold(threshold)) => threshold.quantity.text.clone(),
        (Part::Threshold(_), Condition::AnySeries) => String::new(),
        (Part::Label(label), _) => format!("*{}*", label.value),
        (Part::Value(_) | Part::Number(_), _) => "*value*".to_owned(),
        (Part::Labels(_), _) => "*labels*".to_owned(),
    };
    template.parts.iter().map(part).collect()
}
