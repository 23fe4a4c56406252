//! What was told, as one spec. What a spec has to say and people's files do not is the usual.

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::prometheus::Rhythm;
use crate::rules::Rules;
use crate::tree::{Made, made, said};

/// What a spec says beside the rules and dashboards.
pub(crate) struct Head<'h> {
    /// The name of the service.
    pub(crate) name: &'h str,
    /// Rules that report nothing.
    pub(crate) off: &'h [&'h str],
    /// The catalogues that queries read.
    pub(crate) outside: Node,
    /// How often Prometheus scrapes and evaluates.
    pub(crate) rhythm: Rhythm,
}

/// All of it.
pub(crate) fn spec(head: Head<'_>, rules: &Rules, dashboards: Made, notifications: Option<Made>) -> Node {
    let nowhere = Span::new(0, 0);
    let number = |number: &str| Node { span: nowhere, value: Value::Number(number.to_owned()) };
    let mut scrape = Made::new(nowhere);
    scrape.put("port", number("9090"));
    scrape.put("interval", head.rhythm.scrape.map_or_else(|| made(nowhere, "15s"), said));
    let mut service = Made::new(nowhere);
    service.put("name", made(nowhere, head.name));
    service.put_map("scrape", scrape);
    service.put("scope", made(nowhere, "none"));
    service.put_text("evaluation_interval", head.rhythm.evaluation);
    service.put("target_labels", Node { span: nowhere, value: Value::List(vec![made(nowhere, "*")]) });
    let mut checks = Made::new(nowhere);
    for code in head.off {
        checks.put(code, made(nowhere, "off"));
    }
    let mut severities = Made::new(nowhere);
    for severity in ranked(rules.severities.iter().map(String::as_str).collect()) {
        severities.put(severity, made(nowhere, severity));
    }
    let mut spec = Made::new(nowhere);
    spec.put("spec", number("1"));
    spec.put_map("service", service);
    spec.put_map("checks", checks);
    if !matches!(&head.outside.value, Value::List(names) if names.is_empty()) {
        spec.put("outside", head.outside);
    }
    spec.put_map("queries", rules.queries.clone());
    spec.put_map("severities", severities);
    spec.put_map("alerts", rules.alerts.clone());
    spec.put_map("groups", rules.groups.clone());
    spec.put_map("dashboards", dashboards);
    if let Some(notifications) = notifications {
        spec.put_map("notifications", notifications);
    }
    spec.node()
}

/// Names of severities that people use, mildest first.
const KNOWN: [&str; 16] = [
    "none",
    "debug",
    "info",
    "information",
    "notice",
    "low",
    "minor",
    "ticket",
    "warn",
    "warning",
    "medium",
    "major",
    "error",
    "high",
    "page",
    "critical",
];

/// Severities, mildest first as far as their names say it.
fn ranked(mut severities: Vec<&str>) -> Vec<&str> {
    severities.sort_by_key(|name| {
        let lower = name.to_ascii_lowercase();
        (KNOWN.iter().position(|known| *known == lower).unwrap_or(KNOWN.len()), *name)
    });
    severities
}
