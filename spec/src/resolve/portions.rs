//! Thresholds by the value of a label: `{ default: 5%, provider: { openai: 2% } }`. Each is a rule of its own for a part of the series.

use super::queries::QueryContext;
use crate::ast::{AlertLevel, DEFAULT};
use crate::check::{self, Labels, Scope, Ty};
use crate::decode::{Map, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::Portion;
use crate::promql::Expr;
use crate::rules::{self, dropped_label};
use crate::suggest;

/// The part of the series that a threshold is for.
#[derive(Clone)]
pub(super) struct Only<'a> {
    label: &'a Text,
    /// The value of the label; nothing for all that have none of `others`.
    pub(super) value: Option<&'a Text>,
    /// The values with thresholds of their own.
    others: Vec<&'a Text>,
}

impl Only<'_> {
    /// The label and the value that all its series have, if it is one.
    pub(super) fn fixed(&self) -> Option<(&str, &str)> {
        Some((self.label.as_str(), self.value?.as_str()))
    }
}

/// A threshold, the series that it is for if others have another, and how long it must hold if it says so itself.
pub(super) type Threshold<'a> = (Option<Only<'a>>, &'a QuantityText, Option<Duration>);

/// The thresholds of a severity by the value of a label, those of single values first; nothing if these cannot be made out, which has
/// been reported.
pub(super) fn of_level<'a>(
    uses: &mut QueryContext<'_, '_>,
    written: &'a Map<AlertLevel>,
    series: &Labels,
) -> Option<Vec<Threshold<'a>>> {
    let (mut default, mut labels) = (None, Vec::new());
    for (name, level) in written.iter() {
        match level {
            AlertLevel::One { threshold, hold } if name.value == DEFAULT => {
                default = Some((name, threshold, hold.as_ref().map(|hold| hold.value)));
            }
            AlertLevel::Several(values) if name.value != DEFAULT => labels.push((name, values)),
            _ => return neither(uses, name),
        }
    }
    let (label, values) = match labels.as_slice() {
        [one] => *one,
        [] => return default.map(|(_, threshold, hold)| vec![(None, threshold, hold)]),
        [first, (second, _), ..] => {
            let (first, other) = (first.0.as_str(), second.as_str());
            let message = format!("thresholds by `{first}` and by `{other}` can both hold for a series");
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, second.span, message);
            uses.resolver
                .report(diagnostic.help("name one label here, and write another alert for the other one"));
            return None;
        }
    };
    if let Some(found) = dropped_label::by_threshold(label, series) {
        uses.resolver.report(found);
        return None;
    }
    let mut thresholds = Vec::new();
    for (value, level) in values.iter() {
        let AlertLevel::One { threshold, hold } = level else { return neither(uses, value) };
        is_possible(uses, label, value, series);
        let only = Only { label, value: Some(value), others: Vec::new() };
        thresholds.push((Some(only), threshold, hold.as_ref().map(|hold| hold.value)));
    }
    if let Some((name, threshold, hold)) = default {
        let others: Vec<_> = values.iter().map(|(value, _)| value).collect();
        is_needed(uses, name, label, &others, series);
        thresholds.push((Some(Only { label, value: None, others }), threshold, hold));
    }
    Some(thresholds)
}

/// Reports something that is neither `default` nor a label with its values.
fn neither<T>(uses: &mut QueryContext<'_, '_>, name: &Text) -> Option<T> {
    let is_severity = uses.resolver.severities.get(name).is_some();
    let message = format!("`{}` is neither `default` nor a label with thresholds for its values", **name);
    let help = if is_severity {
        format!(
            "severities stand outside, each with its own: `{}: {{ default: 20%, provider: {{ openai: 10% }} }}`",
            **name
        )
    } else {
        "write `{ default: 5%, provider: { openai: 2% } }`, with a label of the query in place of `provider`; how long one must hold is said with `{ threshold: 2%, for: 10m }`".to_owned()
    };
    uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, name.span, message).help(help));
    None
}

/// Reports a value that no series can have.
fn is_possible(uses: &mut QueryContext<'_, '_>, label: &Text, value: &Text, series: &Labels) {
    let values = series.get(label).and_then(|presence| presence.values.list());
    let Some(values) = values.filter(|values| !values.contains(&value.value)) else { return };
    let message = format!("`{}` can never be `{}`", **label, **value);
    let values = || values.iter().map(String::as_str).filter(|value| !value.is_empty());
    let help = suggest::did_you_mean(value, values())
        .unwrap_or_else(|| format!("its values are {}", suggest::list(values())));
    uses.resolver.report(Diagnostic::new(&rules::IMPOSSIBLE_VALUE, value.span, message).help(help));
}

/// Reports a default where all values have thresholds of their own.
fn is_needed(
    uses: &mut QueryContext<'_, '_>,
    default: &Text,
    label: &Text,
    named: &[&Text],
    series: &Labels,
) {
    let Some(presence) = series.get(label).filter(|presence| presence.certain) else { return };
    let Some(values) = presence.values.list() else { return };
    if values.iter().all(|value| named.iter().any(|named| named.value == *value)) {
        let message =
            format!("every value of `{}` has a threshold of its own, so `default` is for no series", **label);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, default.span, message);
        uses.resolver.report(diagnostic.help("remove `default`, or the values that are as it is"));
    }
}

/// A rule for a part of the series, if it is for one: what it is, and its expression. Nothing if the query cannot be asked for a part,
/// which is reported.
pub(super) fn portion(
    uses: &mut QueryContext<'_, '_>,
    only: Option<&Only<'_>>,
    whole: Expr,
) -> Option<(Option<Portion>, Expr)> {
    let Some(only) = only else { return Some((None, whole)) };
    let portion = Portion {
        label: only.label.value.clone(),
        value: only.value.map(|value| value.value.clone()),
        others: only.others.iter().map(|other| other.value.clone()).collect(),
        whole,
    };
    let Some(expr) = portion.of(&portion.whole) else {
        let place = only.value.unwrap_or(only.label).span;
        let message = format!("no matcher in the query asks for one `{}` alone", **only.label);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message).note(
            "a part of it mixes the series, as `topk` or `or on (…)` does, or the label is made by the query",
        );
        uses.resolver
            .report(diagnostic.help("write an alert for each, with the condition where the query needs it"));
        return None;
    };
    Some((Some(portion), expr))
}

/// What is known of the series of a part: of the whole, and which labels these have.
pub(super) fn ty(uses: &QueryContext<'_, '_>, part: &Expr, whole: Ty) -> Ty {
    let labels = check::query(uses.vocabulary, Scope::Rule { window: false }, part, &mut Vec::new()).labels;
    Ty { labels, ..whole }
}
