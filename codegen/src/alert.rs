//! What is said of an alert in rules, dashboards and pages alike.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Condition, Service, Spec, Threshold};
use gaugewright_spec::promql::Expr;
use gaugewright_spec::template::Template;

/// Every alert, found by its name and by what it watches: made once, and asked for each panel.
pub(crate) struct Alerts<'s> {
    /// In the order of the spec.
    all: Vec<&'s Alert>,
    /// By what the spec calls them: several, if they have several severities.
    named: BTreeMap<&'s str, Vec<usize>>,
    /// Those that watch a query, by its name.
    watching: BTreeMap<&'s str, Vec<usize>>,
}

impl<'s> Alerts<'s> {
    pub(crate) fn new(spec: &'s Spec) -> Self {
        let all: Vec<&Alert> = spec.alerts().map(|(_, alert)| alert).collect();
        let mut watching: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, alert) in all.iter().enumerate() {
            if let Some(query) = &alert.query {
                watching.entry(query).or_default().push(at);
            }
        }
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, alert) in all.iter().enumerate() {
            named.entry(&alert.key).or_default().push(at);
        }
        Self { all, named, watching }
    }

    /// The rules of the alert that the spec calls so, one for each of its thresholds, mildest first.
    pub(crate) fn rules(&self, key: &str) -> impl Iterator<Item = &'s Alert> {
        self.named.get(key).into_iter().flatten().map(|&at| self.all[at])
    }

    /// The alerts that watch a query.
    pub(crate) fn watching(&self, query: &str) -> impl Iterator<Item = &'s Alert> {
        self.watching.get(query).into_iter().flatten().map(|&at| self.all[at])
    }

    /// The alerts of these names and those that watch these queries, in the order of the spec; all of them if there is none.
    pub(crate) fn about<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        queries: impl Iterator<Item = &'n str>,
    ) -> Vec<&'s Alert> {
        let watching = queries.filter_map(|query| self.watching.get(query)).flatten();
        let found = names.filter_map(|name| self.named.get(name)).flatten().chain(watching);
        let found: BTreeSet<usize> = found.copied().collect();
        if found.is_empty() { self.all.clone() } else { found.into_iter().map(|at| self.all[at]).collect() }
    }
}

/// Whether a firing alert has the labels that all series of the service share: its rule adds them, or its series have them.
pub(crate) fn says_whose(alert: &Alert, service: &Service) -> bool {
    let adds = |(name, value): (&str, &str)| {
        alert.labels.get(name).is_some_and(|added| *added == Template::plain(value))
    };
    alert.expr.selectors().all(|selector| service.owns(selector)) || service.identity().all(adds)
}

/// Where the runbook of an alert is read, if the spec says where they are.
pub fn runbook_address(spec: &Spec, alert: &Alert) -> Option<String> {
    spec.service.runbooks.as_ref().map(|folder| format!("{folder}/{}", runbook_file(alert)))
}

/// The name of the page with the runbook of an alert.
pub fn runbook_file(alert: &Alert) -> String {
    format!("{}.md", alert.page_stem)
}

/// When an alert fires, in a few words: `above 5% for 5m`.
pub(crate) fn brief(alert: &Alert) -> String {
    let hold = hold(alert).map(|hold| format!(" for {hold}")).unwrap_or_default();
    format!("{}{hold}", bound(alert))
}

/// The same where nothing stands before it: `when its query has a result` of an alert without a threshold.
pub(crate) fn when(alert: &Alert) -> String {
    match &alert.condition {
        Condition::Threshold(_) => brief(alert),
        Condition::AnySeries => format!("when its query {}", brief(alert)),
    }
}

/// How large its value has to be.
pub(crate) fn bound(alert: &Alert) -> String {
    match &alert.condition {
        Condition::Threshold(Threshold { comparison, quantity, .. }) => {
            let portion = alert.portion.as_ref().map(|portion| format!(" {}", portion.words()));
            format!("{} {}{}", comparison.words(), quantity.text, portion.unwrap_or_default())
        }
        Condition::AnySeries => "has a result".to_owned(),
    }
}

/// How long it must hold, if at all.
pub(crate) fn hold(alert: &Alert) -> Option<Duration> {
    alert.hold.filter(|hold| !hold.is_zero())
}

/// What an alert looks at in one of its expressions, and whether that has to be there: the left side of its comparison; without one,
/// all of it, which is empty as long as all is well.
pub(crate) fn watched<'e>(alert: &Alert, expr: &'e Expr) -> (&'e Expr, bool) {
    match (&alert.condition, expr) {
        (Condition::Threshold(_), Expr::Binary(comparison)) => (&comparison.lhs, true),
        _ => (expr, false),
    }
}
