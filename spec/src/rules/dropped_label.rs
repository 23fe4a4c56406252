//! `dropped-label`: a text or a threshold with a label that the query has dropped.

use crate::check::Labels;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::{rules, suggest};

/// Looks at a label by which an alert has thresholds.
pub(crate) fn by_threshold(label: &Text, series: &Labels) -> Option<Diagnostic> {
    if series.may_have(label) {
        return None;
    }
    let message = format!("the query drops the label `{}`, so no series has a threshold by it", **label);
    let help = suggest::did_you_mean(label, kept(series)).unwrap_or_else(|| keep(series, ""));
    Some(Diagnostic::new(&rules::DROPPED_LABEL, label.span, message).help(help))
}

/// Looks at a label in a text, which is filled in from series, or from the alert's `own` labels.
pub(crate) fn in_text(label: &str, place: Span, series: &Labels, own: &[&str]) -> Option<Diagnostic> {
    if series.may_have(label) || own.contains(&label) {
        return None;
    }
    let message = format!("the query drops the label `{label}`, so the placeholder is always empty");
    let known = kept(series).chain(own.iter().copied());
    let help = suggest::did_you_mean(label, known).unwrap_or_else(|| keep(series, ", or leave it out here"));
    Some(Diagnostic::new(&rules::DROPPED_LABEL, place, message).help(help))
}

/// Looks at a label in an address, which is filled in from some of these series.
pub(crate) fn in_address(name: &str, place: Span, series: &[&Labels]) -> Option<Diagnostic> {
    if series.iter().any(|labels| labels.may_have(name)) {
        return None;
    }
    let known = || series.iter().flat_map(|labels| kept(labels));
    let all = || match known().next() {
        Some(_) => format!("it has {}", suggest::list(known())),
        None => "add `by (…)` to the aggregation of the query".to_owned(),
    };
    let help = suggest::did_you_mean(name, known()).unwrap_or_else(all);
    let message = format!("no series of this panel has the label `{name}`, so this is always empty");
    Some(Diagnostic::new(&rules::DROPPED_LABEL, place, message).help(help))
}

fn kept(series: &Labels) -> impl Iterator<Item = &str> {
    series.names().filter(|name| *name != "__name__")
}

/// How a query keeps a label; `or` is what else can be done.
fn keep(series: &Labels, or: &str) -> String {
    match kept(series).next() {
        None => "the query keeps no labels: add `by (…)` to its aggregation".to_owned(),
        Some(_) => format!("it keeps {}: add the label to its `by (…)`{or}", suggest::list(kept(series))),
    }
}
