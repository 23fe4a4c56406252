//! The dashboards of a running Grafana against those that are generated.

use gaugewright_spec::model::Spec;
use serde_json::Value;

use super::{Ask, Drift, Kind};
use crate::grafana::dashboards;

/// Everything in which the dashboards of a Grafana differ from the generated ones. What Grafana adds by itself, such as
/// numbers and versions, is no difference.
///
/// # Errors
/// The words of the server, if it does not tell which dashboards it has.
pub fn grafana(spec: &Spec, ask: Ask<'_>) -> Result<Vec<Drift>, String> {
    let answer = ask("/api/search", &[("type", "dash-db"), ("limit", "5000")])?.data;
    let found: Vec<&str> =
        answer.as_array().into_iter().flatten().filter_map(|found| found["uid"].as_str()).collect();
    let mut drifts = Vec::new();
    for (file, text) in dashboards(spec) {
        let expected: Value = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
        let uid = expected["uid"].as_str().unwrap_or_default();
        if !found.contains(&uid) {
            drifts.push(Drift::new(Kind::Missing, uid, "Grafana has no such dashboard"));
            continue;
        }
        let answer = ask(&format!("/api/dashboards/uid/{uid}"), &[])?.data;
        if let Some(message) = difference(&expected, &answer["dashboard"], &mut Vec::new()) {
            drifts.push(Drift::new(Kind::Dashboard, uid, message));
        }
    }
    drifts.sort();
    Ok(drifts)
}

/// The first thing that was generated and is not there like that.
fn difference(expected: &Value, found: &Value, path: &mut Vec<String>) -> Option<String> {
    let inside = |step: String, expected: &Value, found: &Value, path: &mut Vec<String>| {
        path.push(step);
        let difference = difference(expected, found, path);
        path.pop();
        difference
    };
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let fields = expected.iter().filter(|(name, _)| !["id", "version"].contains(&name.as_str()));
            fields.into_iter().find_map(|(name, value)| {
                inside(name.clone(), value, found.get(name).unwrap_or(&Value::Null), path)
            })
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs.find_map(|(index, (expected, found))| inside(step(index, expected), expected, found, path))
        }
        // Grafana drops what is empty.
        _ if expected == found || (found.is_null() && is_empty(expected)) => None,
        (Value::Array(expected), Value::Array(found)) => Some(format!(
            "`{}` has {} parts, and should have {}",
            path.join("."),
            found.len(),
            expected.len()
        )),
        _ => Some(format!("`{}` is {found}, and should be {expected}", path.join("."))),
    }
}

/// A panel is called by its title, anything else by its number.
fn step(index: usize, value: &Value) -> String {
    value["title"].as_str().map_or_else(|| index.to_string(), |title| format!("\"{title}\""))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(on) => !on,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Number(_) => false,
    }
}
