//! Groups of rules: alerts and recording rules, told as those of a spec.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::Node;

use crate::alerts;
use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::recordings;
use crate::tree::{Made, get, list, made, text, text_at};

/// All rules, told as a spec.
pub(crate) struct Rules {
    /// Recorded queries.
    pub(crate) queries: Made,
    /// Alerts by group.
    pub(crate) alerts: Made,
    /// How groups are evaluated.
    pub(crate) groups: Made,
    /// The severities that alerts have.
    pub(crate) severities: BTreeSet<String>,
    /// How many alerts there are.
    pub(crate) alert_count: usize,
    /// How many recording rules there are.
    pub(crate) recording_count: usize,
}

/// Tells all groups of all files.
pub(crate) fn told(inputs: &mut Inputs) -> Rules {
    let nowhere = Span::new(0, 0);
    let mut rules = Rules {
        queries: Made::new(nowhere),
        alerts: Made::new(nowhere),
        groups: Made::new(nowhere),
        severities: BTreeSet::new(),
        alert_count: 0,
        recording_count: 0,
    };
    let mut teller = Teller { names: Names::default(), queries: Names::default(), alerts: Names::default() };
    let groups: Vec<Node> =
        inputs.of(Kind::Rules).flat_map(|document| list(document, "groups")).cloned().collect();
    for group in &groups {
        for unread in teller.group(&inputs.source, group, &mut rules) {
            inputs.skip_at(unread.0, unread.1);
        }
    }
    rules
}

/// What was told so far.
struct Teller {
    names: Names,
    queries: Names,
    alerts: Names,
}

/// A place that is not read, and why.
type Unread = (Span, String);

impl Teller {
    fn group(&mut self, source: &Source, group: &Node, rules: &mut Rules) -> Vec<Unread> {
        let mut unread = Vec::new();
        let name = text_at(source, group, "name").unwrap_or_else(|| Spanned::new("rules".into(), group.span));
        let file = source.name_at(source.in_file(name.span).start).to_owned();
        let key = self.names.free(&[name.value.clone(), format!("{} of {file}", name.value)]);
        let mut alerts = Made::new(group.span);
        for rule in list(group, "rules") {
            let Some(expr) = get(rule, "expr").and_then(|expr| text(source, expr)) else {
                unread.push((rule.span, "this rule has no `expr`".to_owned()));
                continue;
            };
            if is_other_language(&expr.value) {
                unread.push((expr.span, "this is not PromQL".to_owned()));
                continue;
            }
            if let Some(alert) = text_at(source, rule, "alert") {
                let severity = severity(source, rule, group);
                rules.severities.extend(severity.as_ref().map(|severity| severity.value.clone()));
                let wanted = [alert.value.clone()]
                    .into_iter()
                    .chain(severity.as_ref().map(|severity| format!("{} ({})", alert.value, severity.value)));
                let key = self.alerts.free(&wanted.collect::<Vec<_>>());
                let node = alerts::told(source, (rule, group), &expr, &alert, severity);
                alerts.put_at(Spanned::new(key, alert.span), node);
                rules.alert_count += 1;
            } else if let Some(record) = text_at(source, rule, "record") {
                let key = self.queries.free(std::slice::from_ref(&record.value));
                let node = recordings::told(source, (rule, group), &expr, &record);
                rules.queries.put_at(Spanned::new(key, record.span), node);
                rules.recording_count += 1;
            } else {
                unread.push((rule.span, "this is neither an alert nor a recording rule".to_owned()));
            }
        }
        let mut settings = Made::new(group.span);
        for key in ["interval", "limit", "query_offset"] {
            settings.put_if(key, get(group, key).cloned());
        }
        if !alerts.is_empty() {
            rules.groups.put_map(&key, settings);
            rules.alerts.put_at(Spanned::new(key, name.span), alerts.node());
        }
        unread
    }
}

/// The severity of an alert, if it is a plain word.
fn severity(source: &Source, rule: &Node, group: &Node) -> Option<crate::tree::Text> {
    let of = |node: &Node| get(node, "labels").and_then(|labels| text_at(source, labels, "severity"));
    of(rule)
        .or_else(|| of(group))
        .filter(|severity| !severity.value.is_empty() && !severity.value.contains("{{"))
}

/// Whether a query is one of Loki, whose rule files look alike.
fn is_other_language(expr: &str) -> bool {
    ["|=", "|~", "!=~", "| json", "| logfmt", "|json", "|logfmt", "| pattern", "| line_format"]
        .iter()
        .any(|part| expr.contains(part))
}

/// The labels of a rule over those of its group.
pub(crate) fn labels<'n>(
    rule: &'n Node,
    group: &'n Node,
) -> impl Iterator<Item = &'n (Spanned<String>, Node)> {
    let of = |node: &'n Node| get(node, "labels").map_or(&[][..], crate::tree::entries);
    let (own, common) = (of(rule), of(group));
    let is_own = move |name: &str| own.iter().any(|(own, _)| own.value == name);
    own.iter().chain(common.iter().filter(move |(name, _)| !is_own(&name.value)))
}

/// A duration as a spec says it: 0 has a unit.
pub(crate) fn duration(source: &Source, node: &Node) -> Option<Node> {
    let text = text(source, node)?;
    let is_zero = text.value.trim() == "0";
    Some(if is_zero { made(text.span, "0s") } else { crate::tree::said(text) })
}
