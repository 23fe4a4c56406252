//! Conditions on the labels of alerts. Every name and value must be one that some alert can have.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Resolver, severities};
use crate::ast::{self, OneOrMany};
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::Matchers;
use crate::rules;
use crate::rules::routing::Alerts;
use crate::suggest;

/// Conditions as they are written.
pub(super) struct Conditions<'a> {
    pub(super) severity: &'a OneOrMany<Text>,
    pub(super) component: &'a OneOrMany<Text>,
    pub(super) alert: &'a OneOrMany<Text>,
    pub(super) labels: &'a Map<OneOrMany<Text>>,
}

/// The conditions of one side of an inhibition, which has some.
pub(super) fn selected(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    ast: &Placed<ast::Selected>,
) -> Matchers {
    let conditions = Conditions {
        severity: &ast.severity,
        component: &ast.component,
        alert: &ast.alert,
        labels: &ast.labels,
    };
    let matchers = resolve(resolver, alerts, &conditions);
    if matchers.0.is_empty() {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.span, "this matches every alert");
        resolver.report(diagnostic.help("name alerts, or select them: `{ severity: warning }`"));
    }
    matchers
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    conditions: &Conditions<'_>,
) -> Matchers {
    let mut matchers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if !conditions.severity.0.is_empty() {
        for name in &conditions.severity.0 {
            severities::named(resolver, name);
        }
        matchers.insert("severity".into(), set(conditions.severity));
    }
    for (name, values) in [("component", conditions.component), ("alertname", conditions.alert)] {
        for value in &values.0 {
            self::value(resolver, alerts, name, value);
        }
        if !values.0.is_empty() {
            matchers.insert(name.into(), set(values));
        }
    }
    for (name, values) in conditions.labels.iter() {
        if label(resolver, alerts, name) {
            for value in &values.0 {
                self::value(resolver, alerts, name, value);
            }
        }
        if let Some(key) = own_key(name) {
            let message = format!("`{}` has a key of its own here", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
            resolver.report(diagnostic.help(format!("write it as `{key}`, outside of `labels`")));
        }
        matchers.insert(name.value.clone(), set(values));
    }
    Matchers(matchers)
}

fn set(values: &OneOrMany<Text>) -> BTreeSet<String> {
    values.0.iter().map(|value| value.value.clone()).collect()
}

/// The key for conditions on a label that has one.
fn own_key(label: &str) -> Option<&'static str> {
    match label {
        "severity" => Some("severity"),
        "component" => Some("component"),
        "alertname" => Some("alert"),
        _ => None,
    }
}

/// Reports a label that no alert has. Says whether some can have it.
pub(super) fn label(resolver: &mut Resolver<'_>, alerts: &Alerts<'_>, name: &Text) -> bool {
    let known = alerts.may_have(name);
    if !known {
        let message = format!("no alert has a label `{}`", **name);
        let diagnostic = Diagnostic::new(&rules::UNDEFINED_NAME, name.span, message);
        let names = alerts.label_names();
        let names = || names.iter().map(String::as_str);
        let help = suggest::did_you_mean(name, names());
        let help = help.unwrap_or_else(|| format!("they have {}", suggest::list(names())));
        resolver.report(diagnostic.help(help));
    }
    known
}

/// Reports a value that no alert can have in a label.
fn value(resolver: &mut Resolver<'_>, alerts: &Alerts<'_>, label: &str, value: &Text) {
    let Some(known) = alerts.values(label).filter(|known| !known.contains(&value.value)) else { return };
    let known = || known.iter().map(String::as_str);
    match label {
        "component" => resolver.undefined("component", value, known()),
        "alertname" => resolver.undefined("alert", value, known()),
        _ => {
            let message = format!("no alert has `{}` in its label `{label}`", **value);
            let help = suggest::did_you_mean(value, known());
            let help = help.unwrap_or_else(|| format!("there it is {}", suggest::list(known())));
            resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, value.span, message).help(help));
        }
    }
}
