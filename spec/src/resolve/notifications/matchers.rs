//! Conditions on the labels of alerts. Every name and value must be one that some alert can have.

use std::collections::BTreeSet;

use super::super::Resolver;
use super::values;
use super::written::Written;
use crate::ast::{self, OneOrMany};
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Matcher, Matchers, Regex, Test, escaped};
use crate::promql::MatchOp;
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
    let mut matchers = Vec::new();
    let own = [
        ("severity", conditions.severity),
        ("component", conditions.component),
        ("alertname", conditions.alert),
    ];
    for (name, texts) in own {
        matchers.extend(of_label(resolver, alerts, name, texts, true));
    }
    for (name, texts) in conditions.labels.iter() {
        let is_known = label(resolver, alerts, name);
        if let Some(key) = own_key(name) {
            let message = format!("`{}` has a key of its own here", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
            resolver.report(diagnostic.help(format!("write it as `{key}`, outside of `labels`")));
        }
        matchers.extend(of_label(resolver, alerts, name, texts, is_known));
    }
    // The order of labels, and of those of one label that of the operators: the same bytes whatever the order in the spec.
    matchers.sort_by(|one, other| one.label.cmp(&other.label));
    Matchers(matchers)
}

/// One of those that are asked for must match, and none of those that are not.
fn of_label(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    label: &str,
    texts: &OneOrMany<Text>,
    is_known: bool,
) -> Vec<Matcher> {
    let all: Vec<Written<'_>> = texts.0.iter().map(Written::new).collect();
    if is_known {
        for written in &all {
            values::check(resolver, alerts, label, written);
        }
    }
    let (not, one_of): (Vec<_>, Vec<_>) =
        all.iter().partition(|written| matches!(written.op, MatchOp::NotEqual | MatchOp::NotRegex));
    let test = |group: &[&Written<'_>], plain: fn(BTreeSet<String>) -> Test, regex: fn(Regex) -> Test| {
        if group.is_empty() {
            return None;
        }
        if group.iter().all(|written| !written.op.is_regex()) {
            return Some(plain(group.iter().map(|written| written.value.as_str().to_owned()).collect()));
        }
        // What is no regular expression has been reported.
        Regex::new(&alternatives(group)).map(regex)
    };
    let both = [test(&one_of, Test::OneOf, Test::Matches), test(&not, Test::NoneOf, Test::MatchesNot)];
    both.into_iter().flatten().map(|test| Matcher { label: label.to_owned(), test }).collect()
}

/// Several conditions as one regular expression.
fn alternatives(group: &[&Written<'_>]) -> String {
    let each = group.iter().map(|written| match (written.op.is_regex(), group.len()) {
        (false, _) => escaped(&written.value),
        // Flags such as `(?i)` hold up to the end of their group.
        (true, 2..) if written.value.contains("(?") => format!("(?:{})", written.value.as_str()),
        (true, _) => written.value.as_str().to_owned(),
    });
    each.collect::<Vec<_>>().join("|")
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
