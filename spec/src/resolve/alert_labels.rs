//! The labels that an alert adds to those of its series.

use super::queries::QueryContext;
use super::templates::{self, Own, Role};
use crate::ast;
use crate::check::{Labels, Presence};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Condition, Severity};
use crate::rules;
use crate::source::Span;
use crate::suggest;
use crate::template::{Part, Template};

/// An alert as it is written: its group, its name and the rest.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) group: &'a str,
    pub(super) name: &'a Text,
    pub(super) ast: &'a ast::Alert,
}

/// The labels that an alert writes beside `severity`; `component` is its group if it says nothing else, unless the service adds
/// nothing.
pub(super) fn read(
    uses: &mut QueryContext<'_, '_>,
    written: Written<'_>,
    series: &Labels,
    condition: Option<&Condition>,
) -> Own {
    let mut labels = Own::new();
    if !uses.adds_nothing() {
        labels.insert("component".to_owned(), Template::plain(written.group));
    }
    for (label, value) in written.ast.labels.iter() {
        if !is_templated_severity(written.ast, label, value) && is_own_key(uses, label, value) {
            continue;
        }
        if label.starts_with("__") || !super::is_label_name(label) {
            uses.resolver.bad_snake_name("a label", label);
        }
        if value.text().is_empty() && !series.may_have(label) {
            empty(uses, label, written.group);
            // A rule to which nothing is added has nothing taken away, either.
            if !uses.adds_nothing() {
                continue;
            }
        }
        if let Some(template) = templates::of_alert(uses, value, series, Role::Label { condition }) {
            labels.insert(label.value.clone(), with_threshold(template, condition));
        }
    }
    // Whoever is told wants to know whose alert it is.
    for own in uses.vocabulary.identity(series) {
        labels.entry(own.label.value).or_insert_with(|| Template::plain(&own.value.value));
    }
    labels
}

/// A threshold is the same for all series, and so is a label with it.
fn with_threshold(template: Template, condition: Option<&Condition>) -> Template {
    let Some(Condition::Threshold(threshold)) = condition else { return template };
    let parts = template.parts.into_iter().map(|part| match part {
        Part::Threshold(_) => Part::Text(threshold.quantity.text.clone()),
        other => other,
    });
    Template { parts: parts.collect() }
}

/// All labels of an alert, its name and severity included, for texts that name them.
pub(super) fn all(written: Written<'_>, severity: Option<&Severity>, labels: &Own) -> Own {
    let name = written.ast.name.as_ref().unwrap_or(written.name);
    let severity = severity.map(|severity| ("severity", severity.name()));
    let fixed = severity.into_iter().chain([("alertname", name.as_str())]);
    let fixed = fixed.map(|(label, value)| (label.to_owned(), Template::plain(value)));
    labels.clone().into_iter().chain(fixed).collect()
}

/// Whether it is a severity that Prometheus decides by a template, so that no name of one can be given.
fn is_templated_severity(alert: &ast::Alert, label: &Text, value: &ast::AlertText) -> bool {
    label.value == "severity" && alert.severity.is_none() && matches!(value, ast::AlertText::Template(_))
}

/// Reports a label that every alert has and that has a key of its own.
fn is_own_key(uses: &mut QueryContext<'_, '_>, label: &Text, value: &ast::AlertText) -> bool {
    let severities = &uses.resolver.severities;
    let help = match label.as_str() {
        "severity" if severities.get(value.text()).is_some() => {
            format!("write `severity: {}` at the alert, outside of `labels`", **value.text())
        }
        "severity" => {
            let known = suggest::list(severities.iter().map(Severity::name));
            format!("give the alert one `severity`, outside of `labels`: {known}")
        }
        "alertname" => "write `name` at the alert, outside of `labels`, or rename its key".to_owned(),
        _ => return false,
    };
    let message = format!("`{}` has a key of its own", **label);
    uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, label.span, message).help(help));
    true
}

/// Reports an empty label that takes none away: it is not written.
fn empty(uses: &mut QueryContext<'_, '_>, label: &Text, group: &str) {
    let message = format!("`{}` is empty, and Prometheus drops empty labels", **label);
    let diagnostic = Diagnostic::new(&rules::EMPTY_LABEL, label.span, message);
    let diagnostic = match label.as_str() {
        "component" => diagnostic.note(format!("without it the component is the group, `{group}`")),
        _ if uses.adds_nothing() => diagnostic.note("the alert is the same without it"),
        _ => diagnostic.note("Prometheus drops it, so it is left out of the rule"),
    };
    uses.resolver.report(diagnostic.help("give it a value, or remove it"));
}

/// Reports labels of the alert that cover one by which its series differ: Prometheus cannot evaluate the rule as soon as
/// two of these become equal.
pub(super) fn covered(uses: &mut QueryContext<'_, '_>, written: Written<'_>, own: &Own, series: &Labels) {
    let is_covered = |label: &str| own.get(label).is_some_and(|value| !names(value, label));
    let lost: Vec<(String, Presence)> = series
        .lost_without(|label| !is_covered(label))
        .map(|(name, presence)| (name.to_owned(), presence.clone()))
        .collect();
    for (label, presence) in lost {
        let Cover { place, what, help } = cover(written, &label);
        let message = format!("{what} overwrites a label by which its series differ");
        let diagnostic = Diagnostic::new(&rules::COVERED_LABEL, place, message);
        let values = presence.values.list().map(|values| {
            let values = suggest::list(values.iter().map(String::as_str).filter(|value| !value.is_empty()));
            format!("in the query `{label}` can be {values}")
        });
        let diagnostic = match values {
            Some(values) => diagnostic.note(values),
            None => diagnostic,
        };
        uses.resolver.report(
            diagnostic
                .note("with two such series Prometheus cannot evaluate the rule: \"vector contains metrics with the same labelset after applying alert labels\"")
                .help(help),
        );
    }
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

fn cover(written: Written<'_>, label: &str) -> Cover {
    let aggregate = format!("take `{label}` out of the query by aggregating it away");
    let given = written.ast.labels.iter().find(|(name, _)| name.value == label);
    match (given, label) {
        (Some((name, _)), _) => Cover {
            place: name.span,
            what: format!("the label `{label}` of the alert"),
            help: format!("give the label of the alert another name, or {aggregate}"),
        },
        (None, "component") => Cover {
            place: written.name.span,
            what: format!("`component`, which is the group `{}` of the alert,", written.group),
            help: format!(
                "keep that of the series with `labels: {{ component: \"{{{{ component }}}}\" }}`, or {aggregate}"
            ),
        },
        (None, "severity") => Cover {
            place: written.ast.severity.as_ref().map_or(written.name.span, |severity| severity.span),
            what: "the `severity` of the alert".into(),
            help: format!("{aggregate}, or give it another name with `label_replace`"),
        },
        (None, _) => Cover {
            place: written.name.span,
            what: format!("the name of the alert, which is its label `{label}`,"),
            help: format!("{aggregate}, or give it another name with `label_replace`"),
        },
    }
}
