//! Destinations of the table in an `AlertmanagerConfig`. Keys that the resource does not have are left out, and a kind of which it has no
//! key at all, too.

use gaugewright_spec::destinations::{Form, Key, Kind};
use gaugewright_spec::model;
use serde_json::{Map, Value, json};

/// What a notification says of its alerts. The templates of the plain manifests are files, which this resource cannot bring.
pub(super) const TEXT: &str = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}";

/// The key for it, by kinds that the resource knows.
const MESSAGES: [(&str, &str); 8] = [
    ("victorops", "stateMessage"),
    ("pushover", "message"),
    ("telegram", "message"),
    ("discord", "message"),
    ("msteams", "text"),
    ("sns", "message"),
    ("webex", "message"),
    ("wechat", "message"),
];

/// One of `kind`; nothing if the resource does not know the kind.
pub(super) fn object(
    kind: &Kind,
    settings: &[(&'static Key, model::Value)],
    send_resolved: bool,
    secret: &str,
) -> Option<Value> {
    let (_, message) = MESSAGES.iter().find(|(key, _)| *key == kind.key)?;
    let mut object = Map::new();
    object.insert("sendResolved".into(), send_resolved.into());
    for (key, value) in settings {
        let Some(at) = key.operator else { continue };
        let value = match value {
            model::Value::Text(file) if key.form == Form::File => json!({ "name": secret, "key": file }),
            other => plain(other),
        };
        put(&mut object, at, value);
    }
    object.insert((*message).into(), TEXT.into());
    Some(Value::Object(object))
}

fn put(object: &mut Map<String, Value>, at: &str, value: Value) {
    match at.split_once('.') {
        None => {
            object.insert(at.to_owned(), value);
        }
        Some((first, rest)) => {
            let within = object.entry(first.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(within) = within {
                put(within, rest, value);
            }
        }
    }
}

fn plain(value: &model::Value) -> Value {
    match value {
        model::Value::Null => Value::Null,
        model::Value::Bool(is) => (*is).into(),
        model::Value::Text(text) => text.as_str().into(),
        model::Value::Number(text) => {
            text.parse::<i64>().map_or_else(|_| Value::String(text.clone()), Value::from)
        }
        model::Value::List(items) => items.iter().map(plain).collect(),
        model::Value::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
    }
}
