//! What makes one object into another, as a strategic merge patch.

use serde_json::{Map, Value, json};

/// Lists whose elements Kubernetes merges by a key, with that key. All other lists are replaced as a whole.
const MERGED: [(&str, &str); 4] =
    [("containers", "name"), ("volumes", "name"), ("env", "name"), ("volumeMounts", "mountPath")];

/// The patch that turns `from` into `to`, or nothing if they are equal. Both are the same object: kind and name
/// stay, and the patch carries them.
pub(super) fn patch(from: &Value, to: &Value) -> Option<Value> {
    let changes = difference(from, to)?;
    let mut patch = identity(to);
    merge(&mut patch, changes);
    Some(patch)
}

/// The patch that takes an object away.
pub(super) fn deletion(object: &Value) -> Value {
    let mut patch = identity(object);
    patch["$patch"] = "delete".into();
    patch
}

/// What says which object is meant.
fn identity(object: &Value) -> Value {
    let mut metadata = Map::new();
    for key in ["name", "namespace"] {
        if let Some(value) = object["metadata"].get(key) {
            metadata.insert(key.into(), value.clone());
        }
    }
    json!({ "apiVersion": object["apiVersion"], "kind": object["kind"], "metadata": metadata })
}

fn merge(into: &mut Value, changes: Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (key, value) in changes {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, changes) => *into = changes,
    }
}

fn difference(from: &Value, to: &Value) -> Option<Value> {
    match (from, to) {
        _ if from == to => None,
        (Value::Object(from), Value::Object(to)) => Some(Value::Object(object_difference(from, to))),
        _ => Some(to.clone()),
    }
}

fn object_difference(from: &Map<String, Value>, to: &Map<String, Value>) -> Map<String, Value> {
    let mut changes = Map::new();
    for (key, value) in to {
        let change = match (from.get(key), value) {
            (None, _) => Some(value.clone()),
            (Some(Value::Array(before)), Value::Array(after)) => list_difference(key, before, after),
            (Some(before), _) => difference(before, value),
        };
        if let Some(change) = change {
            changes.insert(key.clone(), change);
        }
    }
    for key in from.keys().filter(|key| !to.contains_key(*key)) {
        changes.insert(key.clone(), Value::Null);
    }
    changes
}

fn list_difference(name: &str, from: &[Value], to: &[Value]) -> Option<Value> {
    if from == to {
        return None;
    }
    let Some((_, key)) = MERGED.iter().find(|row| row.0 == name) else {
        return Some(to.to_vec().into());
    };
    let find = |list: &[Value], id: &Value| list.iter().find(|element| element.get(key) == Some(id)).cloned();
    let mut changes = Vec::new();
    for element in to {
        let id = &element[*key];
        let change = match find(from, id) {
            None => Some(element.clone()),
            Some(before) => difference(&before, element),
        };
        if let Some(mut change) = change {
            change[*key] = id.clone();
            changes.push(change);
        }
    }
    for element in from.iter().filter(|element| find(to, &element[*key]).is_none()) {
        changes.push(json!({ *key: element[*key], "$patch": "delete" }));
    }
    // Nothing but the order has changed, which means nothing in these lists.
    (!changes.is_empty()).then(|| changes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(spec: &Value) -> Value {
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "labels": { "x": "y" } }, "spec": spec })
    }

    #[track_caller]
    fn check(from: &Value, to: &Value, expected: &Value) {
        let patch = patch(&object(from), &object(to)).unwrap();
        assert_eq!(patch["metadata"], json!({ "name": "a" }));
        assert_eq!(&patch["spec"], expected);
    }

    #[test]
    fn equal_objects_need_no_patch() {
        assert_eq!(patch(&object(&json!({})), &object(&json!({}))), None);
    }

    #[test]
    fn only_what_differs_is_said() {
        check(
            &json!({ "a": 1, "b": { "c": 2, "d": 3 } }),
            &json!({ "a": 1, "b": { "c": 4, "d": 3 } }),
            &json!({ "b": { "c": 4 } }),
        );
    }

    #[test]
    fn what_is_gone_becomes_null() {
        check(&json!({ "a": 1, "b": 2 }), &json!({ "a": 1 }), &json!({ "b": null }));
    }

    #[test]
    fn plain_lists_are_replaced() {
        check(&json!({ "args": [1, 2] }), &json!({ "args": [1, 3] }), &json!({ "args": [1, 3] }));
    }

    #[test]
    fn lists_with_a_key_are_merged() {
        check(
            &json!({ "env": [{ "name": "a", "value": 1 }, { "name": "b", "value": 2 }, { "name": "c" }] }),
            &json!({ "env": [{ "name": "a", "value": 1 }, { "name": "b", "value": 3 }, { "name": "d" }] }),
            &json!({ "env": [{ "value": 3, "name": "b" }, { "name": "d" }, { "name": "c", "$patch": "delete" }] }),
        );
    }
}
