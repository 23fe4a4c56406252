//! The corpus, query by query: each with the alerts and panels that use it, as a small spec of its own.

use std::fs;
use std::path::Path;

use gaugewright_spec::date::Date;
use gaugewright_spec::source::Source;
use gaugewright_spec::{Loaded, load_on};
use serde_json::{Map, Value, json};

/// A right query with what belongs to it.
#[derive(Clone)]
pub(super) struct Item {
    /// File and name: `http/error_share`.
    pub(super) name: String,
    /// The spec, with this query alone.
    pub(super) spec: Value,
    /// Where in the spec the query stands, as a JSON pointer.
    pub(super) at: String,
}

impl Item {
    /// The text of the query.
    pub(super) fn text(&self) -> &str {
        self.spec.pointer(&self.at).and_then(Value::as_str).expect("the text of a query")
    }

    /// The same with another query.
    pub(super) fn with_text(&self, text: &str) -> Value {
        let mut spec = self.spec.clone();
        *spec.pointer_mut(&self.at).expect("the place of the query") = json!(text);
        spec
    }

    /// The alerts that use the query, with their pointers.
    pub(super) fn alerts(&self) -> Vec<(String, &Map<String, Value>)> {
        let groups = self.spec["alerts"].as_object().into_iter().flatten();
        groups
            .flat_map(|(group, alerts)| {
                let alerts = alerts.as_object().into_iter().flatten();
                alerts.map(move |(name, alert)| (format!("/alerts/{group}/{name}"), alert))
            })
            .filter_map(|(at, alert)| Some((at, alert.as_object()?)))
            .collect()
    }
}

/// What the checker says of a spec. JSON is YAML.
pub(super) fn check(spec: &Value) -> Loaded {
    load_on(&Source::new("corpus.yaml", spec.to_string()), Date::parse("2026-11-24"))
}

/// Every file of the corpus: its name and its text.
pub(super) fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("its text"))
        })
        .collect();
    files.sort();
    files
}

/// Every query of the corpus.
pub(super) fn all() -> Vec<Item> {
    files().into_iter().flat_map(|(file, text)| of_file(&file, &text)).collect()
}

fn of_file(file: &str, text: &str) -> Vec<Item> {
    let whole: Value = serde_saphyr::from_str(text).expect("YAML");
    let mut items = Vec::new();
    let mut add = |name: &str, at: String, parts: Value| {
        let mut spec = whole.clone();
        let root = spec.as_object_mut().expect("a spec");
        for key in ["queries", "alerts", "dashboards"] {
            root.remove(key);
        }
        root.extend(parts.as_object().cloned().unwrap_or_default());
        items.push(Item { name: format!("{file}/{name}"), spec, at });
    };
    for (name, query) in whole["queries"].as_object().into_iter().flatten() {
        let alerts = alerts_on(&whole, name);
        let panels = panels_on(&whole, name, &alerts);
        let parts = json!({ "queries": { name: query }, "alerts": alerts, "dashboards": panels });
        let at = if query.is_string() { format!("/queries/{name}") } else { format!("/queries/{name}/expr") };
        add(name, at, parts);
    }
    for (group, alerts) in whole["alerts"].as_object().into_iter().flatten() {
        for (name, alert) in
            alerts.as_object().into_iter().flatten().filter(|(_, alert)| alert["expr"].is_string())
        {
            let at = format!("/alerts/{group}/{name}/expr");
            add(name, at, json!({ "alerts": { group: { name: alert } } }));
        }
    }
    for (id, panel) in panels(&whole).filter(|(_, panel)| panel["threshold"].is_null()) {
        let targets = panel["queries"].as_array().into_iter().flatten().enumerate();
        let places = targets.map(|(index, target)| (format!("/queries/{index}/expr"), &target["expr"]));
        for (place, expr) in
            places.chain([("/expr".to_owned(), &panel["expr"])]).filter(|(_, expr)| expr.is_string())
        {
            let mut dashboard = json!({ "title": id, "rows": [[panel]] });
            dashboard["variables"] = whole["dashboards"][id].get("variables").cloned().unwrap_or(json!({}));
            let at = format!("/dashboards/{id}/rows/0/0{place}");
            let parts = json!({ "queries": named_in(&whole, panel), "dashboards": { id: dashboard } });
            add(&format!("{id}: {expr}"), at, parts);
        }
    }
    items
}

/// The alerts on a named query, by group.
fn alerts_on(whole: &Value, query: &str) -> Value {
    let mut kept = Map::new();
    for (group, alerts) in whole["alerts"].as_object().into_iter().flatten() {
        let mut alerts = alerts.as_object().cloned().unwrap_or_default();
        alerts.retain(|_, alert| alert["query"] == query);
        if !alerts.is_empty() {
            kept.insert(group.clone(), Value::Object(alerts));
        }
    }
    Value::Object(kept)
}

/// The named queries beside an own one in a panel.
fn named_in(whole: &Value, panel: &Value) -> Value {
    let targets = panel["queries"].as_array().into_iter().flatten();
    let names = targets.filter_map(|target| target["query"].as_str());
    Value::Object(names.map(|name| (name.to_owned(), whole["queries"][name].clone())).collect())
}

/// A dashboard with the panels on a named query. A panel with the threshold of an alert on something else stays out.
fn panels_on(whole: &Value, query: &str, alerts: &Value) -> Value {
    let has_alert = |panel: &Value| {
        let names = alerts.as_object().into_iter().flatten().filter_map(|(_, group)| group.as_object());
        let mut names = names.flat_map(Map::keys);
        panel["threshold"].as_str().is_none_or(|threshold| names.any(|name| name == threshold))
    };
    let kept: Vec<Value> = panels(whole)
        .filter(|(_, panel)| panel["query"] == query && has_alert(panel))
        .map(|(_, panel)| panel.clone())
        .collect();
    if kept.is_empty() { json!({}) } else { json!({ "panels": { "title": "Panels", "rows": [kept] } }) }
}

fn panels(whole: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let dashboards = whole["dashboards"].as_object().into_iter().flatten();
    dashboards.flat_map(|(id, dashboard)| {
        let rows = dashboard["rows"].as_array().into_iter().flatten();
        let panels =
            rows.flat_map(|row| row.as_array().or_else(|| row["panels"].as_array()).into_iter().flatten());
        panels.map(move |panel| (id.as_str(), panel))
    })
}
