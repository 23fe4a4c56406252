//! What people write who know Prometheus, Alertmanager or another tool, and what a spec has for it.

use crate::yaml::{Node, Value};

/// Keys of other tools, by records that have all of some keys: what to write instead.
const KEYS: &[(&[&str], &[&str], &str)] = &[
    // Written one level too high.
    (
        &["expr", "record"],
        &["labels"],
        "it belongs under `record`, as in `record: { name: …, labels: { … } }`",
    ),
    (&["ticket"], &["severity", "windows", "tests"], "it belongs under `page` or `ticket`"),
    (&["scrape"], &["port", "path", "interval"], "it belongs under `scrape`"),
    // Alerts.
    (
        &["expr", "above"],
        &["threshold", "value", "greater_than", "less_than", "gt", "lt", "max", "min", "comparison"],
        "write the threshold as `above`, `at_least`, `below`, `at_most` or `equals`: `above: 5`",
    ),
    (
        &["expr", "above"],
        &["duration", "pending", "wait", "hold", "for_duration"],
        "write `for`: how long it must hold before it fires",
    ),
    (
        &["expr", "above"],
        &["alert"],
        "an alert is called as its key, `Name: { expr: … }`; another name is its `name`",
    ),
    (&["expr", "above"], &["promql", "expression", "condition"], "write it as `expr`"),
    (
        &["expr", "above"],
        &["runbook_url"],
        "write `annotations: { runbook_url: … }`, or the steps as `runbook`",
    ),
    (&["expr", "above"], &["record"], "record a query: `queries: { name: { expr: …, record: true } }`"),
    // Queries and metrics.
    (&["expr", "record"], &["query", "promql", "expression"], "write it as `expr`"),
    (&["expr", "record"], &["description"], "write it as `help`"),
    (&["type", "buckets"], &["description", "desc", "doc"], "write it as `help`"),
    (&["type", "buckets"], &["kind"], "write it as `type`"),
    (&["type", "buckets"], &["name"], "a metric is called as its key: `name: { type: gauge, help: … }`"),
    // Groups of alerts.
    (
        &["interval", "query_offset"],
        &["rules", "alerts", "name"],
        "alerts stand below `alerts`, each called as its key: `alerts: { group: { Name: { expr: … } } }`",
    ),
    // Notifications.
    (
        &["receivers", "inhibit"],
        &["route"],
        "write the `receiver` of the first route here, beside `receivers`, and the routes within it as `routes`",
    ),
    (
        &["receivers", "inhibit"],
        &["inhibit_rules"],
        "write `inhibit: [{ when: { severity: critical }, silence: { severity: warning }, equal: [component] }]`",
    ),
    (
        &["receivers", "inhibit"],
        &["mute_time_intervals"],
        "write `time_intervals: { name: { days: mon..fri, times: \"09:00..17:00\" } }`, and `muted: name` at a route",
    ),
    (
        &["continue", "muted"],
        &["match", "matchers", "match_re"],
        "write each condition as a key, `severity: critical`, `component: web`, `alert: Name`, and other labels below `labels`; an operator stands before the value: `\"=~ web|shop\"`",
    ),
    (&["continue", "muted"], &["mute_time_intervals"], "write it as `muted`"),
    (&["continue", "muted"], &["active_time_intervals"], "write it as `active`"),
    (
        &["when", "silence"],
        &["source_match", "source_matchers", "source_match_re"],
        "write it as `when`: `{ severity: critical }`",
    ),
    (
        &["when", "silence"],
        &["target_match", "target_matchers", "target_match_re"],
        "write it as `silence`: `{ severity: warning }`",
    ),
    (&["slack", "silent"], &["name"], "a receiver is called as its key: `team: { slack: { … } }`"),
    // The whole.
    (
        &["spec", "service"],
        &["scrape_configs"],
        "what is scraped stands below `deploy`: `prometheus: { jobs: { name: { discover: pods } } }`",
    ),
    (
        &["spec", "service"],
        &["rules", "recording_rules", "recordings"],
        "write alerts below `alerts`, and recording rules as queries: `queries: { name: { expr: …, record: true } }`",
    ),
    (
        &["spec", "service"],
        &["route", "routes", "receivers", "inhibit_rules"],
        "write it below `notifications`",
    ),
    (
        &["spec", "service"],
        &["name", "job"],
        "write `service: { name: …, scrape: { port: …, interval: 15s } }`",
    ),
];

fn has(keys: &[&str], of: &[&str]) -> bool {
    of.iter().all(|one| keys.contains(one))
}

/// What to write instead of a key that a record with these keys does not have.
pub(super) fn key(key: &str, keys: &[&str]) -> Option<String> {
    if let Some(kind) = key.strip_suffix("_configs").or(key.strip_suffix("_config"))
        && keys.contains(&kind)
    {
        return Some(format!("write `{kind}: {{ … }}`, or a list of them"));
    }
    let row = KEYS.iter().find(|(of, wrong, _)| has(keys, of) && wrong.contains(&key));
    row.map(|(.., help)| (*help).to_owned())
}

/// What to write where a record with these keys was wanted, and something else stands there.
pub(super) fn record(node: &Node, written: &str, keys: &[&str]) -> Option<String> {
    let is_list = matches!(node.value, Value::List(_));
    let help = match &node.value {
        Value::List(_) | Value::Text(_) | Value::Number(_) if has(keys, &["values", "codes", "open"]) => {
            let written = if is_list { written } else { "[a, b]" };
            format!(
                "write `{{ values: {written} }}`, `{{ codes: 100..599 }}` or `{{ open: {{ limit: 50 }} }}`"
            )
        }
        Value::Text(_) if has(keys, &["interval", "query_offset"]) => {
            format!("write `{{ interval: {written} }}`")
        }
        Value::Text(_) if has(keys, &["name", "scrape"]) => {
            format!("write `{{ name: {written}, scrape: {{ port: 8000, interval: 15s }} }}`")
        }
        Value::Text(_) | Value::Number(_) | Value::Bool(_) if has(keys, &["type", "buckets"]) => {
            "metrics stand in groups: `metrics: { group: { name: { type: gauge, help: … } } }`".to_owned()
        }
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Null if has(keys, &["expr", "above"]) => {
            "alerts stand in groups: `alerts: { group: { Name: { expr: …, above: 5 } } }`".to_owned()
        }
        _ => return None,
    };
    Some(help).filter(|help| !help.contains('\n'))
}

/// What to write instead of a list where names are keys.
pub(super) fn names(items: &[Node]) -> String {
    let first = items.first().map(|item| &item.value);
    let named = |entries: &[(super::Text, Node)]| {
        ["name", "alert", "record", "title"].into_iter().find_map(|key| {
            let (_, node) = entries.iter().find(|(name, _)| name.value == key)?;
            match &node.value {
                Value::Text(name) => Some((key, name.clone())),
                _ => None,
            }
        })
    };
    match first {
        Some(Value::Text(name)) => format!("write names as keys, each with what it says: `{name}: …`"),
        Some(Value::Map(entries)) => match named(entries) {
            Some((key, name)) if entries.iter().any(|(key, _)| key.value == "rules") => format!(
                "alerts stand below `alerts`, each called as its key: `alerts: {{ {name}: {{ Alert: {{ expr: … }} }} }}` in place of `{key}: {name}`"
            ),
            Some((key, name)) => {
                format!("write names as keys: `{name}: {{ … }}` in place of `- {key}: {name}`")
            }
            None => "write names as keys: `name: { … }`".to_owned(),
        },
        _ => "write names as keys: `name: …`".to_owned(),
    }
}
