//! What a panel shows, whatever it looks like: its type, its queries, the unit and the ends of its values.

use std::collections::BTreeMap;

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::facts::{Fact, Sort, normal};
use crate::inputs::{Inputs, Kind};
use crate::panels;
use crate::tree::{entries, get, items, list, path, text, text_at, word};

/// All panels of files.
pub(super) fn of(inputs: &Inputs) -> Vec<Fact> {
    let source = &inputs.source;
    let mut facts = Vec::new();
    for document in inputs.of(Kind::Dashboard) {
        let board = text_at(source, document, "title").map(|title| title.value).unwrap_or_default();
        let is_heading = |panel: &&Node| word(panel, "type").is_none_or(|kind| kind == "row");
        let panels = panels::all(document).into_iter().filter(|panel| !is_heading(panel));
        facts.extend(panels.map(|panel| fact(source, panel, &board)));
    }
    facts
}

fn fact(source: &Source, panel: &Node, board: &str) -> Fact {
    let title = text_at(source, panel, "title").map(|title| title.value).unwrap_or_default();
    let mut says = BTreeMap::new();
    let kind = panels::key(panel).or_else(|| word(panel, "type")).unwrap_or_default();
    says.insert("type".to_owned(), kind.to_owned());
    let targets = list(panel, "targets");
    for (number, target) in targets.iter().enumerate() {
        says.insert(format!("targets.{number}"), query(source, target));
    }
    if kind == "text" {
        let content = path(panel, &["options", "content"]).or_else(|| get(panel, "content"));
        says.insert("content".to_owned(), content.map(canonical).unwrap_or_default());
    } else if !targets.is_empty() {
        says.insert("unit".to_owned(), panels::unit_id(source, panel));
        for key in ["min", "max", "decimals"] {
            let value = path(panel, &["fieldConfig", "defaults", key]).and_then(|value| text(source, value));
            if let Some(number) = value.and_then(|value| value.value.parse::<f64>().ok()) {
                says.insert(key.to_owned(), number.to_string());
            }
        }
        meaning(panel, &mut says);
    }
    let name = format!("{board}: {title}");
    Fact {
        sort: Sort::Panel,
        name,
        group: board.to_owned(),
        place: crate::exact_place(source, panel.span),
        says,
    }
}

/// What else decides what a panel says: not its colors and lines, but what they mean.
fn meaning(panel: &Node, says: &mut BTreeMap<String, String>) {
    const PARTS: [(&str, &[&str]); 9] = [
        ("transformations", &["transformations"]),
        ("overrides", &["fieldConfig", "overrides"]),
        ("overrides of old", &["seriesOverrides"]),
        ("mappings", &["fieldConfig", "defaults", "mappings"]),
        ("no value", &["fieldConfig", "defaults", "noValue"]),
        ("links of values", &["fieldConfig", "defaults", "links"]),
        ("links", &["links"]),
        ("repeat", &["repeat"]),
        ("thresholds of old", &["thresholds"]),
    ];
    for (key, keys) in PARTS {
        let part =
            path(panel, keys).map(canonical).filter(|part| !["[]", "\"\"", "null"].contains(&part.as_str()));
        says.extend(part.map(|part| (key.to_owned(), part)));
    }
    let stacking = panels::stacking(panel).filter(|mode| *mode != "none");
    says.extend(stacking.map(|mode| ("stack".to_owned(), mode.to_owned())));
    let calculation = panels::calculation(panel).filter(|name| *name != "lastNotNull");
    says.extend(calculation.map(|name| ("calculate".to_owned(), name.to_owned())));
    let steps = path(panel, &["fieldConfig", "defaults", "thresholds", "steps"]).map_or(&[][..], items);
    // The first color has no value. What Grafana proposes to everybody nobody has meant.
    let steps: Vec<String> = steps.iter().skip(1).map(canonical).collect();
    if !steps.is_empty() && steps != [PROPOSED] {
        says.insert("steps".to_owned(), steps.join(","));
    }
}

/// The step that a new panel of Grafana has.
const PROPOSED: &str = r#"{"color":"red","value":80}"#;

fn query(source: &Source, target: &Node) -> String {
    let Some(expr) = text_at(source, target, "expr") else { return canonical(target) };
    let legend = text_at(source, target, "legendFormat").map(|legend| legend.value).unwrap_or_default();
    let legend = if legend == "__auto" { "" } else { legend.trim() };
    let is_hidden = matches!(get(target, "hide"), Some(Node { value: Value::Bool(true), .. }));
    let asks = if panels::is_instant(target) { "instant" } else { "range" };
    let hidden = if is_hidden { ", hidden" } else { "" };
    let legend = super::texts::normal(legend);
    // What the generator says is what a data source says by default.
    let step = text_at(source, target, "interval").map(|step| step.value);
    let step = step
        .filter(|step| !step.is_empty() && step != "15s")
        .map_or_else(String::new, |step| format!(", every {step}"));
    format!("{} ({asks}{hidden}{step}, legend `{legend}`)", normal(&expr.value))
}

/// A value in one form.
fn canonical(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(text) => text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string()),
        Value::Text(text) => format!("{text:?}"),
        Value::List(_) => format!("[{}]", items(node).iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Map(_) => {
            let mut keys: Vec<String> = entries(node)
                .iter()
                .map(|(key, value)| format!("{:?}:{}", key.value, canonical(value)))
                .collect();
            keys.sort();
            format!("{{{}}}", keys.join(","))
        }
    }
}
