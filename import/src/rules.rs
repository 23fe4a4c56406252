//! Groups of rules: alerts and recording rules, told as those of a spec.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::Node;

use crate::alerts;
use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::proof;
use crate::queries;
use crate::recordings;
use crate::silenced;
use crate::tree::{Made, get, list, text, text_at};

/// All rules, told as a spec.
pub(crate) struct Rules {
    /// Recorded queries.
    pub(crate) queries: Made,
    /// Alerts by group.
    pub(crate) alerts: Made,
    /// How groups are evaluated.
    pub(crate) groups: Made,
    /// All queries.
    pub(crate) exprs: Vec<String>,
    /// The severities that alerts have.
    pub(crate) severities: BTreeSet<String>,
    /// How many alerts there are.
    pub(crate) alert_count: usize,
    /// How many recording rules there are.
    pub(crate) recording_count: usize,
}

/// Tells all groups of all files.
pub(crate) fn told(inputs: &mut Inputs, purpose: Purpose) -> Rules {
    let nowhere = Span::new(0, 0);
    let mut rules = Rules {
        queries: Made::new(nowhere),
        alerts: Made::new(nowhere),
        groups: Made::new(nowhere),
        exprs: Vec::new(),
        severities: BTreeSet::new(),
        alert_count: 0,
        recording_count: 0,
    };
    let mut teller = Teller {
        purpose,
        names: Names::default(),
        queries: Names::default(),
        alerts: Names::default(),
        said: BTreeSet::new(),
    };
    let groups: Vec<Node> = inputs.of(Kind::Rules).flat_map(|document| list(document, "groups")).cloned().collect();
    for group in &groups {
        for unread in teller.group(&inputs.source, group, &mut rules) {
            inputs.skip_at(unread.0, unread.1);
        }
    }
    rules
}

/// What rules are told for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be checked where they stand.
    Audit,
    /// To be read by people, and generated again.
    Import,
}

/// What was told so far.
struct Teller {
    purpose: Purpose,
    names: Names,
    queries: Names,
    alerts: Names,
    /// What rules say that were told.
    said: BTreeSet<String>,
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
        let mut before = group.span.start;
        for rule in list(group, "rules") {
            let says = proof::says(source, rule, group).filter(|_| self.purpose == Purpose::Import);
            if says.is_some_and(|says| !self.said.insert(says)) {
                // One of the two is enough.
                continue;
            }
            let Some(expr) = get(rule, "expr").and_then(|expr| text(source, expr)) else {
                unread.push((rule.span, "this rule has no `expr`".to_owned()));
                continue;
            };
            if let Some(reason) = queries::unread(&expr.value, false) {
                unread.push((expr.span, reason.to_owned()));
                continue;
            }
            rules.exprs.push(expr.value.clone());
            let allow = silenced::at(source, rule, before);
            before = rule.span.end;
            if let Some(alert) = text_at(source, rule, "alert") {
                let severity = severity(source, rule, group);
                rules.severities.extend(severity.as_ref().map(|severity| severity.value.clone()));
                let wanted = [alert.value.clone()]
                    .into_iter()
                    .chain(severity.as_ref().map(|severity| format!("{} ({})", alert.value, severity.value)));
                let key = self.alerts.free(&wanted.collect::<Vec<_>>());
                let node = alerts::told((source, self.purpose == Purpose::Import), (rule, group), &expr, (&key, &alert), (severity, allow));
                alerts.put_at(Spanned::new(key, alert.span), node);
                rules.alert_count += 1;
            } else if let Some(record) = text_at(source, rule, "record") {
                let key = self.queries.free(&[record.value.replace(':', "_")]);
                let node = recordings::told(source, (rule, group), &expr, (&record, allow));
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
    of(rule).or_else(|| of(group)).filter(|severity| !severity.value.is_empty() && !severity.value.contains("{{"))
}
