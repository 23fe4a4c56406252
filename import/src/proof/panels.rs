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
        let mut waiting: Vec<&Node> = list(document, "rows").iter().rev().collect();
        waiting.extend(list(document, "panels").iter().rev());
        while let Some(panel) = waiting.pop() {
            waiting.extend(list(panel, "panels").iter().rev());
            let is_heading = word(panel, "type").is_none_or(|kind| kind == "row");
            if !is_heading {
                facts.push(fact(source, panel, &board));
            }
        }
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
    }
    let name = format!("{board}: {title}");
    Fact { sort: Sort::Panel, name, group: board.to_owned(), place: crate::place(source, panel.span), says }
}

fn query(source: &Source, target: &Node) -> String {
    let Some(expr) = text_at(source, target, "expr") else { return canonical(target) };
    let legend = text_at(source, target, "legendFormat").map(|legend| legend.value).unwrap_or_default();
    let legend = if legend == "__auto" { "" } else { legend.trim() };
    let is_hidden = matches!(get(target, "hide"), Some(Node { value: Value::Bool(true), .. }));
    let asks = if panels::is_instant(target) { "instant" } else { "range" };
    let hidden = if is_hidden { ", hidden" } else { "" };
    let legend = super::texts::normal(legend);
    format!("{} ({asks}{hidden}, legend `{legend}`)", normal(&expr.value))
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
