//! An alert with thresholds for several severities is one thing: while the worse is told, the milder says nothing new.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Inhibition, Matcher, Matchers, Severity, Test};
use crate::rules::routing::{Alerts, Known};

/// The inhibitions between the severities of each alert. Where the labels of its series are not all known, nobody can say which of
/// them must be equal, and there is none.
pub(super) fn inhibitions(alerts: &Alerts<'_>) -> Vec<Inhibition> {
    let mut by_key: BTreeMap<&str, BTreeMap<&Severity, Vec<&Known<'_>>>> = BTreeMap::new();
    for known in alerts.iter() {
        // Without a severity none of them is worse than another.
        let Some(severity) = &known.alert.severity else { continue };
        let levels = by_key.entry(&known.alert.key).or_default();
        levels.entry(severity).or_default().push(known);
    }
    let mut all = Vec::new();
    for levels in by_key.values() {
        let mut rest = levels.iter();
        while let Some((milder, rules)) = rest.next() {
            let worse: Vec<&str> = rest.clone().map(|(severity, _)| severity.name()).collect();
            let is_open = rules.iter().any(|known| known.labels.is_open());
            if let Some(known) = rules.first().filter(|_| !worse.is_empty() && !is_open) {
                all.push(inhibition(known, milder, worse));
            }
        }
    }
    all
}

fn inhibition(known: &Known<'_>, milder: &Severity, worse: Vec<&str>) -> Inhibition {
    let name = || one_of("alertname", [known.alert.name.as_str()]);
    let apart = |label: &&str| !matches!(*label, "alertname" | "severity");
    Inhibition {
        when: Matchers(vec![name(), one_of("severity", worse)]),
        silence: Matchers(vec![name(), one_of("severity", [milder.name()])]),
        equal: known.labels.names().filter(apart).map(str::to_owned).collect(),
    }
}

fn one_of<'v>(label: &str, values: impl IntoIterator<Item = &'v str>) -> Matcher {
    let values: BTreeSet<String> = values.into_iter().map(str::to_owned).collect();
    Matcher { label: label.to_owned(), test: Test::OneOf(values) }
}
