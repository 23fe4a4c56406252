//! What the author says about findings: how bad those of a rule are, and which ones are silenced where.

use gaugewright_collectors::resolve::{self as collectors, around, silence};

use super::Resolver;
use crate::ast::{self, Level};
use crate::date::Date;
use crate::decode::Text;
use crate::diagnostic::Policy;
use crate::rules;
use crate::source::Span;

/// Reads it all; `today` decides which suppressions have ended.
pub(super) fn policy(resolver: &mut Resolver<'_>, ast: &ast::Spec, today: Option<Date>) -> Policy {
    let mut policy = collectors::policy(resolver, &ast.measured, known, today);
    let mut read =
        |owner: Span, allow: &ast::Allow| silence(resolver, &mut policy, owner, allow, known, today);
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
    ast.measured.checks.iter().any(|(code, level)| code.value == rule.code && level.value == Level::Off)
}

fn known(resolver: &mut collectors::Resolver<'_>, code: &Text) -> Option<&'static rules::Rule> {
    let rule = rules::rule(code);
    if rule.is_none() {
        resolver.undefined("rule", code, rules::ALL.iter().map(|rule| rule.code));
    }
    rule
}
