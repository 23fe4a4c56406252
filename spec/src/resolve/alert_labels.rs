//! The labels that an alert adds to those of its series.

use super::queries::QueryContext;
use super::templates::{self, Own, Role};
use crate::ast;
use crate::check::Labels;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Condition, Severity};
use crate::rules;
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
            let adds = !uses.adds_nothing();
            uses.resolver.report(rules::empty_label::found(label, written.group, adds));
            // A rule to which nothing is added has nothing taken away, either.
            if adds {
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
