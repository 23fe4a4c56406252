//! `covered-label`: a label of a rule that overwrites a label of its series. Prometheus cannot evaluate the rule as soon as two of these
//! become equal.

use std::collections::BTreeMap;

use crate::ast;
use crate::check::{Labels, Presence};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::template::Template;
use crate::{rules, suggest};

/// Looks at the labels of an alert, its name and severity included, over series with these labels.
pub(crate) fn of_alert(
    (group, name, ast): (&str, &Text, &ast::Alert),
    own: &BTreeMap<String, Template>,
    series: &Labels,
) -> Vec<Diagnostic> {
    let is_covered = |label: &str| own.get(label).is_some_and(|value| !names(value, label));
    let found = |(label, presence): (&str, &Presence)| {
        let Cover { place, what, help } = cover((group, name, ast), label);
        let message = format!("{what} overwrites a label by which its series differ");
        let mut diagnostic = Diagnostic::new(&rules::COVERED_LABEL, place, message);
        if let Some(values) = presence.values.list() {
            let values = suggest::list(values.iter().map(String::as_str).filter(|value| !value.is_empty()));
            diagnostic = diagnostic.note(format!("in the query `{label}` can be {values}"));
        }
        diagnostic
            .note("with two such series Prometheus cannot evaluate the rule: \"vector contains metrics with the same labelset after applying alert labels\"")
            .help(help)
    };
    series.lost_without(|label| !is_covered(label)).map(found).collect()
}

/// Looks at a label that a recording rule adds to series with these labels.
pub(crate) fn of_recording(label: &Text, series: &Labels) -> Option<Diagnostic> {
    let differs = series.get(label).is_some_and(|presence| presence.varies || presence.named);
    let message =
        format!("the label `{}` of the rule overwrites a label by which its series differ", **label);
    let help = "give the label of the rule another name, or aggregate that of the series away";
    differs.then(|| Diagnostic::new(&rules::COVERED_LABEL, label.span, message).help(help))
}

/// Looks at the labels of an objective's ratio; `whose` says what of the objective has a label anyway.
pub(crate) fn of_objective(
    ratio: &Text,
    series: &Labels,
    whose: fn(&str) -> Option<&'static str>,
) -> Vec<Diagnostic> {
    let found = |(label, _): (&str, &Presence)| {
        let whose = whose(label).unwrap_or_default();
        let message =
            format!("{whose} has a label `{label}` of its own, and series of this share differ in theirs");
        Diagnostic::new(&rules::COVERED_LABEL, ratio.span, message)
            .note("with two such series Prometheus refuses to evaluate the rule: they become equal")
            .help(format!("take `{label}` out of the query by aggregating it away"))
    };
    series.lost_without(|label| whose(label).is_none()).map(found).collect()
}

/// Whether series that differ in a label still differ in it where it is written so.
fn names(value: &Template, label: &str) -> bool {
    value.labels().any(|named| named.value == label)
}

/// Where a label of an alert comes from, and what to do if it covers another.
struct Cover {
    place: Span,
    what: String,
    help: String,
}

fn cover((group, alert, ast): (&str, &Text, &ast::Alert), label: &str) -> Cover {
    let aggregate = format!("take `{label}` out of the query by aggregating it away");
    let given = ast.labels.iter().find(|(name, _)| name.value == label);
    match (given, label) {
        (Some((name, _)), _) => Cover {
            place: name.span,
            what: format!("the label `{label}` of the alert"),
            help: format!("give the label of the alert another name, or {aggregate}"),
        },
        (None, "component") => Cover {
            place: alert.span,
            what: format!("`component`, which is the group `{group}` of the alert,"),
            help: format!(
                "keep that of the series with `labels: {{ component: \"{{{{ component }}}}\" }}`, or {aggregate}"
            ),
        },
        (None, "severity") => Cover {
            place: ast.severity.as_ref().map_or(alert.span, |severity| severity.span),
            what: "the `severity` of the alert".into(),
            help: format!("{aggregate}, or give it another name with `label_replace`"),
        },
        (None, _) => Cover {
            place: alert.span,
            what: format!("the name of the alert, which is its label `{label}`,"),
            help: format!("{aggregate}, or give it another name with `label_replace`"),
        },
    }
}
