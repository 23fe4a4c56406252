//! Values of other programs, which are written as they stand.

use crate::decode::Text;
use crate::model::Value;
use crate::yaml::{self, Node};

/// The value of a node.
pub(super) fn value(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(is) => Value::Bool(*is),
        yaml::Value::Number(number) => Value::Number(number.clone()),
        yaml::Value::Text(text) => Value::Text(text.clone()),
        yaml::Value::List(items) => Value::List(items.iter().map(value).collect()),
        yaml::Value::Map(entries) => Value::Map(keys(entries)),
    }
}

/// Keys with their values.
pub(super) fn keys(entries: &[(Text, Node)]) -> Vec<(String, Value)> {
    entries.iter().map(|(key, node)| (key.value.clone(), value(node))).collect()
}
