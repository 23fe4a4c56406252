//! What no Prometheus takes of a rule file, whatever its queries say: it refuses the whole file then.
//!
//! As of `model/rulefmt` of Prometheus 3.

use std::collections::BTreeMap;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::rules::{BAD_VALUE, DUPLICATE_NAME, MISSING_KEY, UNKNOWN_KEY, YAML_SYNTAX};
use gaugewright_spec::suggest;
use gaugewright_spec::yaml::{Node, Value};

use crate::durations::milliseconds;
use crate::tree::{entries, get, items, list, word};

const GROUP: [&str; 6] = ["name", "interval", "query_offset", "limit", "rules", "labels"];
const RULE: [&str; 7] = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];

/// What only alerts have.
const OF_ALERTS: [&str; 3] = ["for", "keep_firing_for", "annotations"];

/// All of it in a document.
pub(crate) fn of_rules(document: &Node) -> Vec<Diagnostic> {
    let mut found = duplicates(document);
    let mut names: BTreeMap<&str, &Node> = BTreeMap::new();
    for group in list(document, "groups") {
        found.extend(misspelt(group, &GROUP));
        match get(group, "name").zip(word(group, "name")) {
            None => {
                let place = entries(group).first().map_or(group.span, |(key, _)| key.span);
                found.push(
                    Diagnostic::new(&MISSING_KEY, place, "this group has no `name`").help("give it one"),
                );
            }
            Some((node, name)) => {
                if let Some(first) = names.insert(name, node) {
                    let message = format!("this file has two groups with the name `{name}`");
                    let twice = Diagnostic::new(&DUPLICATE_NAME, node.span, message);
                    found.push(twice.also(first.span, "first here"));
                }
            }
        }
        found.extend(list(group, "rules").iter().flat_map(of_keys));
    }
    found
}

/// All of it in a rule.
pub(crate) fn of_rule(rule: &Node) -> Vec<Diagnostic> {
    let mut found = duplicates(rule);
    found.extend(of_keys(rule));
    found
}

fn of_keys(rule: &Node) -> Vec<Diagnostic> {
    let mut found = misspelt(rule, &RULE);
    let keys = || entries(rule).iter().filter(|(_, value)| says_something(value)).map(|(key, _)| key);
    let record = keys().find(|key| key.value == "record");
    let Some(record) = record else { return found };
    if let Some(alert) = keys().find(|key| key.value == "alert") {
        let message = "this is an alert and a recording rule";
        let both = Diagnostic::new(&BAD_VALUE, alert.span, message).also(record.span, "here");
        found.push(both.help("make two rules of it"));
        return found;
    }
    for key in keys().filter(|key| OF_ALERTS.contains(&key.value.as_str())) {
        let message = format!("a recording rule has no `{}`", key.value);
        found.push(Diagnostic::new(&UNKNOWN_KEY, key.span, message).help("remove it"));
    }
    found
}

/// Whether a value is more than nothing: what is empty is as if it were not there.
fn says_something(value: &Node) -> bool {
    match &value.value {
        Value::Null => false,
        Value::Map(entries) => !entries.is_empty(),
        Value::Text(text) => !text.is_empty() && milliseconds(text) != Some(0),
        _ => true,
    }
}

/// Keys that are almost one of these. Others may be meant for another program that reads the same files.
fn misspelt(node: &Node, known: &[&'static str]) -> Vec<Diagnostic> {
    let others = entries(node).iter().map(|(key, _)| key).filter(|key| !known.contains(&key.value.as_str()));
    let free = || known.iter().copied().filter(|key| get(node, key).is_none());
    others
        .filter_map(|key| {
            let help = suggest::did_you_mean(&key.value, free())?;
            let message = format!("Prometheus has no key `{}` here", key.value);
            Some(Diagnostic::new(&UNKNOWN_KEY, key.span, message).help(help))
        })
        .collect()
}

/// Keys that stand twice in one mapping.
pub(crate) fn duplicates(node: &Node) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = items(node).iter().flat_map(duplicates).collect();
    let mut seen = BTreeMap::new();
    for (key, value) in entries(node) {
        if let Some(first) = seen.insert(key.value.as_str(), key.span) {
            let message = format!("the key `{}` is here twice", key.value);
            let twice = Diagnostic::new(&YAML_SYNTAX, key.span, message);
            found.push(twice.also(first, "first here").help("remove one of the two"));
        }
        found.extend(duplicates(value));
    }
    found
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::suggest::nearest;

    use super::{GROUP, RULE};

    #[test]
    fn keys_of_others_are_no_slips() {
        // Thanos, Mimir, Loki and vmalert.
        let groups = [
            "align_evaluation_time_on_interval",
            "concurrency",
            "debug",
            "eval_alignment",
            "eval_delay",
            "eval_offset",
            "evaluation_delay",
            "extra_filter_labels",
            "headers",
            "notifier_headers",
            "params",
            "partial_response_strategy",
            "remote_write",
            "source_tenants",
            "tenant",
            "type",
        ];
        for key in groups {
            assert_eq!(nearest(key, GROUP), None, "{key}");
        }
        for key in ["debug", "update_entries_limit", "summary", "severity", "description"] {
            assert_eq!(nearest(key, RULE), None, "{key}");
        }
    }
}
