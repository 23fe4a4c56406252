//! What would pay to be recorded: as a table for people, as YAML for the spec, as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gaugewright_spec::recording::{Suggestion, User};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::RenderError;
use crate::yaml;

/// The suggestions for people: a table, and what to write into the spec.
///
/// # Errors
/// Why something cannot be written as YAML.
pub fn text(suggestions: &[Suggestion]) -> Result<String, RenderError> {
    if suggestions.is_empty() {
        return Ok("Nothing would pay: no panel reads much more than it shows.\n".into());
    }
    let mut text = table(suggestions);
    text.push_str(
        "\nSamples for one refresh of every panel and one evaluation of every alert, of one instance.\n",
    );
    text.push_str("Write into the spec:\n\n");
    text.push_str(&yaml(suggestions)?);
    text.push_str("\nor record all of this, now and later, with `record: suggested` in `service`.\n");
    Ok(text)
}

fn table(suggestions: &[Suggestion]) -> String {
    let width = suggestions.iter().map(|suggestion| suggestion.name.len()).max().unwrap_or(0);
    let mut text = format!("{:<width$}  {:>10}  {:>10}  {:>9}  read by\n", "record", "now", "then", "rule");
    for Suggestion { name, users, now, then, recording, .. } in suggestions {
        let _ = writeln!(text, "{name:<width$}  {now:>10}  {then:>10}  {recording:>9}  {}", readers(users));
    }
    text
}

/// `2 queries of panels, 1 alert`.
fn readers(users: &[User]) -> String {
    let alerts = users.iter().filter(|user| matches!(user, User::Alert(_))).count();
    let words = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    };
    let panels = words(users.len() - alerts, "query of a panel", "queries of panels");
    let all: Vec<String> = panels.into_iter().chain(words(alerts, "alert", "alerts")).collect();
    all.join(", ")
}

/// A query as it stands in a spec.
#[derive(Debug, Serialize)]
struct Query {
    help: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<String>,
    record: bool,
    expr: String,
}

/// What to write into the spec.
///
/// # Errors
/// Why it cannot be written as YAML.
pub fn yaml(suggestions: &[Suggestion]) -> Result<String, RenderError> {
    let query = |suggestion: &Suggestion| Query {
        help: format!("Read by {}", readers(&suggestion.users)),
        window: suggestion.window.map(|window| window.to_string()),
        record: true,
        expr: suggestion.written(),
    };
    let queries: BTreeMap<&str, Query> =
        suggestions.iter().map(|suggestion| (suggestion.query.as_str(), query(suggestion))).collect();
    yaml::to_yaml(&BTreeMap::from([("queries", queries)]))
}

/// The suggestions for programs.
pub fn json(suggestions: &[Suggestion]) -> Value {
    let user = |user: &User| match user {
        User::Alert(name) => json!({ "alert": name }),
        User::Panel(dashboard, panel) => json!({ "dashboard": dashboard, "panel": panel }),
    };
    let one = |suggestion: &Suggestion| {
        json!({
            "record": suggestion.name,
            "query": suggestion.query,
            "expr": suggestion.written(),
            "window": suggestion.window.map(|window| window.to_string()),
            "users": suggestion.users.iter().map(user).collect::<Vec<_>>(),
            "series": suggestion.series,
            "samples_now": suggestion.now,
            "samples_then": suggestion.then,
            "samples_each_evaluation": suggestion.recording,
        })
    };
    suggestions.iter().map(one).collect()
}
