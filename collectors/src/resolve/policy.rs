//! What the author says about findings: how bad those of a rule are, and which ones are silenced where.

use super::Resolver;
use crate::ast::{self, Level, Silence};
use crate::date::Date;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::{Allowed, Diagnostic, Policy};
use crate::rules;
use crate::source::{Span, Spanned};

/// The rule of a code. Where there is none, whoever knows all rules reports that, and others pass it over.
pub type Known = fn(&mut Resolver<'_>, &Text) -> Option<&'static rules::Rule>;

/// What a spec says of all findings, and of those of its metrics; `today` decides which suppressions have ended.
pub fn policy(resolver: &mut Resolver<'_>, ast: &ast::Measured, known: Known, today: Option<Date>) -> Policy {
    let mut policy = Policy::default();
    levels(resolver, &ast.checks, known, &mut policy);
    for (name, metric) in ast.metrics.iter().flat_map(|(_, group)| group.iter()) {
        silence(resolver, &mut policy, around(name, metric), &metric.allow, known, today);
    }
    policy
}

/// Adds what is silenced in a part of the spec.
pub fn silence(
    resolver: &mut Resolver<'_>,
    policy: &mut Policy,
    owner: Span,
    allow: &Map<Silence>,
    known: Known,
    today: Option<Date>,
) {
    for (code, silence) in allow.iter() {
        let Some(rule) = known(resolver, code) else { continue };
        policy.allowed.extend(allowed(resolver, owner, (code, rule), silence, today));
    }
}

/// The place of a named thing, its name included.
pub fn around<T>(name: &Text, value: &Placed<T>) -> Span {
    Span { end: value.span.end.max(name.span.end), ..name.span }
}

fn levels(resolver: &mut Resolver<'_>, checks: &Map<Spanned<Level>>, known: Known, policy: &mut Policy) {
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
    (code, rule): (&Text, &'static rules::Rule),
    Silence(silence): &Silence,
    today: Option<Date>,
) -> Option<Allowed> {
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
