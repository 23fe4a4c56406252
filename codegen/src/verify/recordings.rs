//! The recording rules that a Prometheus has loaded.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Recording, Spec};
use gaugewright_spec::promql;
use serde_json::Value;

use super::rules::canonical;
use super::{Drift, Kind};

/// A rule is known by its name and the labels that it adds: burn rates of several objectives share a name.
type Key = (String, BTreeMap<String, String>);

/// What Prometheus says of its recording rules, compared.
pub(super) fn rules(spec: &Spec, answer: &Value) -> Vec<Drift> {
    let groups = answer["groups"].as_array().into_iter().flatten();
    let prefix = spec.service.group_prefix();
    let own = groups.filter(|group| group["name"].as_str().is_some_and(|name| name.starts_with(&prefix)));
    let rules = own.flat_map(|group| group["rules"].as_array().into_iter().flatten());
    let recording = rules.filter(|rule| rule["type"] == "recording");
    let mut loaded: BTreeMap<Key, &Value> = recording.filter_map(|rule| Some((key(rule)?, rule))).collect();
    let mut drifts = Vec::new();
    for rule in spec.recording_groups.iter().flat_map(|group| &group.rules) {
        match loaded.remove(&(rule.name.clone(), rule.labels.clone())) {
            Some(found) => drifts.extend(one_rule(rule, found)),
            None => {
                let message = "Prometheus has not loaded this recording rule";
                drifts.push(Drift::new(Kind::Missing, &rule.name, message));
            }
        }
    }
    for ((name, _), _) in loaded {
        drifts.push(Drift::new(Kind::Unknown, name, "Prometheus has this recording rule, the spec has not"));
    }
    drifts
}

fn key(rule: &Value) -> Option<Key> {
    let labels = rule["labels"].as_object().into_iter().flatten();
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    Some((rule["name"].as_str()?.to_owned(), labels.filter_map(text).collect()))
}

fn one_rule(rule: &Recording, found: &Value) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let loaded = found["query"].as_str().unwrap_or_default();
    let expected = promql::print(&rule.expr);
    if canonical(loaded) != canonical(&expected) {
        let message = format!("it records `{loaded}`; in the spec it is `{expected}`");
        drifts.push(Drift::new(Kind::Rule, &rule.name, message));
    }
    if let Some(error) = found["lastError"].as_str().filter(|error| !error.is_empty()) {
        drifts.push(Drift::new(Kind::Error, &rule.name, error));
    }
    drifts
}
