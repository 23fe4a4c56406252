//! What the author says about findings: how bad those of a rule are, and which ones are silenced where.

use super::Resolver;
use crate::ast::{self, Level, Silence};
use crate::date::Date;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::{Allowed, Diagnostic, Policy};
use crate::rules;
use crate::source::{Span, Spanned};

/// Reads it all; `today` decides which suppressions have ended.
pub(super) fn policy(resolver: &mut Resolver<'_>, ast: &ast::Spec, today: Option<Date>) -> Policy {
    let mut policy = Policy::default();
    levels(resolver, &ast.checks, &mut policy);
    let mut read = |owner: Span, allow: &Map<Silence>| {
        for (code, silence) in allow.iter() {
            policy.allowed.extend(allowed(resolver, owner, code, silence, today));
        }
    };
    for (name, metric) in ast.metrics.iter().flat_map(|(_, group)| group.iter()) {
        read(around(name, metric), &metric.allow);
    }
    for (name, query) in ast.queries.iter() {
        read(Span { end: query.end.max(name.span.end), ..name.span }, &query.allow);
    }
    for (name, alert) in ast.alerts.iter().flat_map(|(_, group)| group.iter()) {
        read(around(name, alert), &alert.allow);
    }
    for (name, slo) in ast.slos.iter() {
        read(around(name, slo), &slo.allow);
    }
    for (name, dashboard) in ast.dashboards.iter() {
        read(around(name, dashboard), &dashboard.allow);
        for panel in dashboard.rows.iter().flat_map(|row| &row.panels) {
            read(panel.span, &panel.allow);
        }
    }
    policy
}

/// Whether findings of a rule are reported nowhere.
pub(super) fn is_off(ast: &ast::Spec, rule: &rules::Rule) -> bool {
    ast.checks.iter().any(|(code, level)| code.value == rule.code && level.value == Level::Off)
}

fn around<T>(name: &Text, value: &Placed<T>) -> Span {
    Span { end: value.span.end.max(name.span.end), ..name.span }
}

fn levels(resolver: &mut Resolver<'_>, checks: &Map<Spanned<Level>>, policy: &mut Policy) {
    for (code, level) in checks.iter() {
        let Some(rule) = known(resolver, code) else { continue };
        if rule.is_fixed {
            let message = format!("the severity of `{}` cannot be changed", **code);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, code.span, message);
            resolver.report(diagnostic.help("remove the line: files cannot be generated with this error"));
            continue;
        }
        let severity = match level.value {
            Level::Off => None,
            Level::As(severity) => Some(severity),
        };
        policy.levels.insert(rule.code, severity);
    }
}

fn allowed(
    resolver: &mut Resolver<'_>,
    owner: Span,
    code: &Text,
    Silence(silence): &Silence,
    today: Option<Date>,
) -> Option<Allowed> {
    let rule = known(resolver, code)?;
    if rule.is_fixed {
        let message = format!("`{}` cannot be silenced", **code);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, code.span, message);
        resolver.report(diagnostic.help("fix the finding: files cannot be generated with it"));
        return None;
    }
    if silence.reason.trim().is_empty() {
        let diagnostic =
            Diagnostic::new(&rules::BAD_VALUE, silence.reason.span, "a silenced finding needs a reason");
        resolver.report(diagnostic.help("give the reason why the finding does not apply"));
    }
    if let Some(until) = &silence.until {
        let Some(date) = Date::parse(until) else {
            let message = format!("`{}` is not a valid date", **until);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, until.span, message);
            resolver.report(diagnostic.help("write year, month and day: `2027-01-31`"));
            return None;
        };
        if today.is_some_and(|today| today > date) {
            let message = format!("`{}` was silenced until {date}", **code);
            let diagnostic = Diagnostic::new(&rules::EXPIRED_ALLOW, until.span, message);
            resolver.report(diagnostic.help("fix the finding, or set another date"));
            return None;
        }
    }
    Some(Allowed { owner, code: rule.code, place: code.span, used: false })
}

fn known(resolver: &mut Resolver<'_>, code: &Text) -> Option<&'static rules::Rule> {
    let rule = rules::rule(code);
    if rule.is_none() {
        resolver.undefined("rule", code, rules::ALL.iter().map(|rule| rule.code));
    }
    rule
}
