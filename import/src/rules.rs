//! Groups of rules: alerts and recording rules, told as those of a spec.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::Node;

use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::purpose::Purpose;
use crate::tree::{Made, Text, entries, get, list, text, text_at};
use crate::{alerts, proof, queries, recordings, refused, silenced};

/// All rules, told as a spec.
pub(crate) struct Rules {
    /// Recorded queries.
    pub(crate) queries: Made,
    /// Alerts by group.
    pub(crate) alerts: Made,
    /// How groups are evaluated.
    pub(crate) groups: Made,
    /// What groups are called in their files, where that is not their key.
    pub(crate) called: BTreeMap<String, String>,
    /// The places of rules that are not told, and why.
    pub(crate) unread: BTreeMap<String, String>,
    /// All queries.
    pub(crate) exprs: Vec<String>,
    /// The severities that alerts have.
    pub(crate) severities: BTreeSet<String>,
    /// How many alerts there are.
    pub(crate) alert_count: usize,
    /// How many recording rules there are.
    pub(crate) recording_count: usize,
}

impl Rules {
    /// None at all.
    pub(crate) fn none() -> Self {
        let nothing = || Made::new(Span::new(0, 0));
        Self {
            queries: nothing(),
            alerts: nothing(),
            groups: nothing(),
            called: BTreeMap::new(),
            unread: BTreeMap::new(),
            exprs: Vec::new(),
            severities: BTreeSet::new(),
            alert_count: 0,
            recording_count: 0,
        }
    }

    /// Where the rule stands that a spec has under a key: `rules.yaml:12`.
    pub(crate) fn place(&self, source: &Source, key: &str) -> Option<String> {
        let alerts = self.alerts.iter().flat_map(|(_, group)| entries(group));
        let (key, _) = self.queries.iter().chain(alerts).find(|(own, _)| own.value == key)?;
        Some(crate::place(source, key.span))
    }
}

/// Tells all groups of all files.
pub(crate) fn told(inputs: &mut Inputs, purpose: Purpose) -> Rules {
    let groups: Vec<Node> =
        inputs.of(Kind::Rules).flat_map(|document| list(document, "groups")).cloned().collect();
    let mut teller = Teller::new(&inputs.source, purpose);
    for group in &groups {
        teller.group(group);
    }
    let Teller { rules, unread, .. } = teller;
    for (place, reason) in unread {
        inputs.skip_at(place, reason);
    }
    rules
}

/// What was told so far.
struct Teller<'s> {
    source: &'s Source,
    purpose: Purpose,
    rules: Rules,
    /// Places that are not read, and why.
    unread: Vec<(Span, String)>,
    groups: Names,
    queries: Names,
    alerts: Names,
    /// What rules say that were told.
    said: BTreeSet<String>,
}

impl<'s> Teller<'s> {
    fn new(source: &'s Source, purpose: Purpose) -> Self {
        Self {
            source,
            purpose,
            rules: Rules::none(),
            unread: Vec::new(),
            groups: Names::default(),
            queries: Names::default(),
            alerts: Names::default(),
            said: BTreeSet::new(),
        }
    }

    fn group(&mut self, group: &Node) {
        let source = self.source;
        let unnamed = || Spanned::new("rules".into(), group.span);
        let name = text_at(source, group, "name").unwrap_or_else(unnamed);
        let file = source.name_at(source.in_file(name.span).start);
        let key = self.groups.free(&[name.value.clone(), format!("{} of {file}", name.value)]);
        let mut alerts = Made::new(group.span);
        let mut before = group.span.start;
        for rule in list(group, "rules") {
            let allow = silenced::at(source, rule, before);
            before = rule.span.end;
            self.rule(rule, group, allow, &mut alerts);
        }
        if !alerts.is_empty() {
            let mut settings = Made::new(group.span);
            for key in ["interval", "limit", "query_offset"] {
                settings.put_if(key, get(group, key).cloned());
            }
            self.rules.groups.put_map(&key, settings);
            if key != name.value {
                self.rules.called.insert(key.clone(), name.value);
            }
            self.rules.alerts.put_at(Spanned::new(key, name.span), alerts.node());
        }
    }

    /// Whether another rule says just the same: a spec says it once.
    fn is_repeated(&mut self, rule: &Node, group: &Node) -> bool {
        let says = proof::says(self.source, rule, group).filter(|_| self.purpose == Purpose::Import);
        says.is_some_and(|says| !self.said.insert(says))
    }

    fn unread(&mut self, rule: &Node, (place, reason): (Span, &str)) {
        self.unread.push((place, reason.to_owned()));
        let names = ["alert", "record"].into_iter().filter_map(|key| text_at(self.source, rule, key));
        let places = names.map(|name| (crate::place(self.source, name.span), reason.to_owned()));
        self.rules.unread.extend(places);
    }

    fn rule(&mut self, rule: &Node, group: &Node, allow: Made, alerts: &mut Made) {
        let source = self.source;
        if self.purpose == Purpose::Import
            && let Some(refused) = refused::of_rule(rule).first()
        {
            self.unread(rule, (refused.span(), &refused.message));
            return;
        }
        let Some(expr) = get(rule, "expr").and_then(|expr| text(source, expr)) else {
            self.unread(rule, (rule.span, "this rule has no `expr`"));
            return;
        };
        if let Some(reason) = queries::unread(&expr.value, false) {
            self.unread(rule, (rule.span, reason));
            return;
        }
        if self.is_repeated(rule, group) {
            return;
        }
        self.rules.exprs.push(expr.value.clone());
        if let Some(name) = text_at(source, rule, "alert") {
            let severity = severity(source, rule, group);
            let key = self.alert_key(&name, severity.as_ref());
            let splits = self.purpose == Purpose::Import;
            let written = alerts::Written { key: &key, name: &name, expr: &expr, severity, allow };
            let node = alerts::told(source, splits, (rule, group), written);
            alerts.put_at(Spanned::new(key, name.span), node);
            self.rules.alert_count += 1;
        } else if let Some(name) = text_at(source, rule, "record") {
            let key = self.queries.free(&[name.value.replace(':', "_")]);
            let node = recordings::told(source, (rule, group), &expr, (&name, allow));
            self.rules.queries.put_at(Spanned::new(key, name.span), node);
            self.rules.recording_count += 1;
        } else {
            self.unread(rule, (rule.span, "this is neither an alert nor a recording rule"));
        }
    }

    /// The key of an alert: its name, and its severity if that is taken.
    fn alert_key(&mut self, name: &Text, severity: Option<&Text>) -> String {
        self.rules.severities.extend(severity.map(|severity| severity.value.clone()));
        let with_severity = severity.map(|severity| format!("{} ({})", name.value, severity.value));
        let wanted: Vec<String> = [name.value.clone()].into_iter().chain(with_severity).collect();
        self.alerts.free(&wanted)
    }
}

/// The severity of an alert, if it is a plain word.
fn severity(source: &Source, rule: &Node, group: &Node) -> Option<Text> {
    let of = |node: &Node| get(node, "labels").and_then(|labels| text_at(source, labels, "severity"));
    let is_plain = |severity: &Text| !severity.value.is_empty() && !severity.value.contains("{{");
    of(rule).or_else(|| of(group)).filter(is_plain)
}
