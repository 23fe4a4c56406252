//! An alert with thresholds for several severities is one thing: while the worse is told, the milder says nothing new.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Inhibition, Matcher, Matchers, Test};
use crate::rules::routing::{Alerts, Known};

/// The inhibitions between the severities of each alert. Where the labels of its series are not all known, nobody can say which of
/// them must be equal, and there is none.
pub(super) fn inhibitions(alerts: &Alerts<'_>) -> Vec<Inhibition> {
    let mut by_key: BTreeMap<&str, Vec<&Known<'_>>> = BTreeMap::new();
    for known in alerts.iter() {
        by_key.entry(&known.alert.key).or_default().push(known);
    }
    let mut all = Vec::new();
    for levels in by_key.values() {
        for (at, milder) in levels.iter().enumerate() {
            let worse = levels.get(at + 1..).unwrap_or_default();
            if !worse.is_empty() && !milder.labels.is_open() {
                all.push(inhibition(milder, worse));
            }
        }
    }
    all
}

fn inhibition(milder: &Known<'_>, worse: &[&Known<'_>]) -> Inhibition {
    let name = || one_of("alertname", [milder.alert.name.as_str()]);
    let worse = worse.iter().map(|known| known.alert.severity_name());
    let apart = |label: &&str| !matches!(*label, "alertname" | "severity");
    Inhibition {
        when: Matchers(vec![name(), one_of("severity", worse)]),
        silence: Matchers(vec![name(), one_of("severity", [milder.alert.severity_name()])]),
        equal: milder.labels.names().filter(apart).map(str::to_owned).collect(),
    }
}

fn one_of<'v>(label: &str, values: impl IntoIterator<Item = &'v str>) -> Matcher {
    let values: BTreeSet<String> = values.into_iter().map(str::to_owned).collect();
    Matcher { label: label.to_owned(), test: Test::OneOf(values) }
}
