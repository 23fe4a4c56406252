//! What stands above the panels of a dashboard, kept as it is.

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::entries;

/// What Grafana is given as it stands, without these keys and those that say nothing.
pub(crate) fn whole(node: &Node, without: &[&str]) -> Node {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let keys =
        entries(node).iter().filter(|(key, value)| !without.contains(&key.as_str()) && says(&value.value));
    Node { span: node.span, value: Value::Map(keys.cloned().collect()) }
}

/// A variable as it stands, without what Grafana takes anyway: what is off, and 0.
pub(super) fn variable(node: &Node) -> Node {
    let mut whole = whole(node, &["name", "definition"]);
    let Value::Map(keys) = &mut whole.value else { return whole };
    keys.retain(|(_, node)| !matches!(&node.value, Value::Bool(false)) && !is_zero(node));
    for (_, current) in keys.iter_mut().filter(|(key, _)| key.value == "current") {
        if let Value::Map(chosen) = &mut current.value {
            chosen.retain(|(key, _)| key.value != "selected");
        }
    }
    whole
}

fn is_zero(node: &Node) -> bool {
    matches!(&node.value, Value::Number(number) if number == "0")
}
