//! What an exported dashboard asks for when it is imported. A constant in it has become a question, with its value as the answer.

use std::collections::BTreeMap;

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{get, list, word};

/// The dashboard with its constants, as Grafana has it once it is imported.
pub(crate) fn filled(mut dashboard: Node) -> Node {
    let answer = |input: &Node| {
        let value = get(input, "value").filter(|value| matches!(value.value, Value::Text(_)))?;
        let name = word(input, "name").filter(|_| word(input, "type") == Some("constant"))?;
        Some((format!("${{{name}}}"), value.clone()))
    };
    let answers: BTreeMap<String, Node> = list(&dashboard, "__inputs").iter().filter_map(answer).collect();
    if !answers.is_empty() {
        fill(&mut dashboard, &answers);
    }
    dashboard
}

/// Puts answers into the place of questions. Only a text that is nothing but a question is one.
fn fill(node: &mut Node, answers: &BTreeMap<String, Node>) {
    match &mut node.value {
        Value::Text(text) => {
            if let Some(answer) = answers.get(text) {
                *node = answer.clone();
            }
        }
        Value::List(nodes) => nodes.iter_mut().for_each(|inner| fill(inner, answers)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, inner)| fill(inner, answers)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
