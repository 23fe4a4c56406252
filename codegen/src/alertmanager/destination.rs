//! Destinations of the table: every key at its place, our messages, and what is written as it stands.

use gaugewright_spec::destinations::{Form, Key, Kind};
use gaugewright_spec::model::Value;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

pub(super) const TITLE: &str = r#"{{ template "gaugewright.title" . }}"#;
pub(super) const TEXT: &str = r#"{{ template "gaugewright.text" . }}"#;
pub(super) const PANEL: &str = r#"{{ template "gaugewright.panel" . }}"#;

/// What a kind says of alerts, by its keys.
const MESSAGES: [(&str, &[(&str, &str)]); 11] = [
    ("victorops", &[("entity_display_name", TITLE), ("state_message", TEXT)]),
    ("pushover", &[("title", TITLE), ("message", TEXT), ("url", PANEL)]),
    ("telegram", &[("message", TEXT)]),
    ("discord", &[("title", TITLE), ("message", TEXT)]),
    ("msteams", &[("title", TITLE), ("text", TEXT)]),
    ("msteamsv2", &[("title", TITLE), ("text", TEXT)]),
    ("sns", &[("subject", TITLE), ("message", TEXT)]),
    ("webex", &[("message", TEXT)]),
    ("wechat", &[("message", TEXT)]),
    ("jira", &[("summary", TITLE), ("description", TEXT)]),
    ("rocketchat", &[("title", TITLE), ("title_link", PANEL), ("text", TEXT)]),
];

/// A value that can be written.
#[derive(Clone, Debug)]
pub(super) struct Tree(Value);

impl Tree {
    /// Keys as they stand; nothing if there is none.
    pub(super) fn of(keys: &[(String, Value)]) -> Option<Self> {
        (!keys.is_empty()).then(|| Self(Value::Map(keys.to_vec())))
    }

    /// What is said, with keys as they stand in their place.
    pub(super) fn merged(own: &impl Serialize, raw: &[(String, Value)]) -> Self {
        // Texts, flags and numbers can always be said in JSON.
        let mut all = match serde_json::to_value(own).map(told) {
            Ok(Value::Map(all)) => all,
            _ => Vec::new(),
        };
        merge(&mut all, raw);
        Self(Value::Map(all))
    }
}

/// A value of JSON.
fn told(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(is) => Value::Bool(is),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(told).collect()),
        serde_json::Value::Object(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key, told(value))).collect())
        }
    }
}

/// All of a destination. `file` gives the path of a secret.
pub(super) fn tree(
    kind: &Kind,
    settings: &[(&'static Key, Value)],
    raw: &[(String, Value)],
    send_resolved: bool,
    file: impl Fn(&str) -> String,
) -> Tree {
    let mut all = vec![("send_resolved".to_owned(), Value::Bool(send_resolved))];
    for (key, value) in settings {
        let value = match value {
            Value::Text(name) if key.form == Form::File => Value::Text(file(name)),
            other => other.clone(),
        };
        put(&mut all, key.at, value);
    }
    let messages =
        MESSAGES.iter().find(|(key, _)| *key == kind.key).map_or(&[][..], |(_, messages)| messages);
    for (key, template) in messages {
        put(&mut all, key, Value::Text((*template).to_owned()));
    }
    merge(&mut all, raw);
    Tree(Value::Map(all))
}

/// Puts a value to its place: keys with dots between.
fn put(map: &mut Vec<(String, Value)>, at: &str, value: Value) {
    let (first, rest) = at.split_once('.').map_or((at, None), |(first, rest)| (first, Some(rest)));
    let value = match rest {
        None => value,
        Some(rest) => {
            let mut within = Vec::new();
            put(&mut within, rest, value);
            Value::Map(within)
        }
    };
    merge(map, &[(first.to_owned(), value)]);
}

/// Mappings are merged, anything else is replaced.
fn merge(map: &mut Vec<(String, Value)>, others: &[(String, Value)]) {
    for (key, value) in others {
        match map.iter_mut().find(|(known, _)| known == key) {
            Some((_, Value::Map(within))) if matches!(value, Value::Map(_)) => {
                if let Value::Map(others) = value {
                    merge(within, others);
                }
            }
            Some((_, old)) => *old = value.clone(),
            None => map.push((key.clone(), value.clone())),
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(&self.0, serializer)
    }
}

struct Within<'v>(&'v Value);

impl Serialize for Within<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, serializer)
    }
}

fn write<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Null => serializer.serialize_unit(),
        Value::Bool(is) => serializer.serialize_bool(*is),
        Value::Text(text) => serializer.serialize_str(text),
        Value::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) => serializer.serialize_i64(whole),
            (_, Ok(number)) => serializer.serialize_f64(number),
            _ => serializer.serialize_str(text),
        },
        Value::List(items) => {
            let mut list = serializer.serialize_seq(Some(items.len()))?;
            for item in items {
                list.serialize_element(&Within(item))?;
            }
            list.end()
        }
        Value::Map(entries) => {
            let mut map = serializer.serialize_map(Some(entries.len()))?;
            for (key, value) in entries {
                map.serialize_entry(key, &Within(value))?;
            }
            map.end()
        }
    }
}
