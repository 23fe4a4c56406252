//! What receivers of an Alertmanager say, with what they have from `global`. Of secrets only that there is one.

use std::collections::BTreeMap;

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::facts::{Fact, Sort};
use crate::alertmanager::{
    NO_SECRETS, Spelling, has_user, is_global_of_a_receiver, is_secret, sends_resolved,
};
use crate::durations::milliseconds;
use crate::inputs::{Inputs, Kind};
use crate::tree::{entries, get, items, list, path, text, text_at};

/// The name of the settings of all receivers.
const GLOBAL: &str = "settings of all receivers";
/// What is said of a secret.
const HIDDEN: &str = "a secret";
/// The templates that are generated, and texts that are ours without naming one.
const OURS: [&str; 4] = [
    "templates/notifications.tmpl",
    "{{ .CommonLabels.alertname }}",
    "{{ .CommonLabels.component }}",
    "{{ .CommonLabels.severity }},{{ .CommonLabels.component }}",
];

type Says = BTreeMap<String, String>;

/// The receivers of the first configuration.
pub(super) fn of(inputs: &Inputs) -> Vec<Fact> {
    let Some(config) = inputs.of(Kind::Alertmanager).next() else { return Vec::new() };
    let source = &inputs.source;
    let nothing = Node { span: config.span, value: Value::Map(Vec::new()) };
    let global = get(config, "global").unwrap_or(&nothing);
    let named = list(config, "receivers").iter().filter_map(|receiver| {
        let name = text_at(source, receiver, "name")?;
        let says = receiver_says(source, receiver, global);
        Some(Fact {
            sort: Sort::Receiver,
            name: name.value,
            group: String::new(),
            place: crate::place(source, name.span),
            says,
        })
    });
    let mut facts: Vec<Fact> = named.collect();
    let mut says = Says::new();
    for (key, value) in entries(global).iter().filter(|(key, _)| !is_global_of_a_receiver(&key.value)) {
        leaves(source, &key.value, value, &mut says);
    }
    let templates = list(config, "templates").iter().filter_map(|template| text(source, template));
    let templates: Vec<String> =
        templates.map(|template| template.value).filter(|name| !is_ours(name)).collect();
    if !templates.is_empty() {
        says.insert("templates".to_owned(), templates.join(", "));
    }
    if !says.is_empty() {
        let (name, place) = (GLOBAL.to_owned(), crate::place(source, global.span));
        facts.push(Fact { sort: Sort::Receiver, name, group: String::new(), place, says });
    }
    facts
}

fn receiver_says(source: &Source, receiver: &Node, global: &Node) -> Says {
    let mut says = Says::new();
    for (key, configs) in entries(receiver) {
        let Some(kind) = key.value.strip_suffix("_configs") else { continue };
        for (number, config) in items(configs).iter().enumerate() {
            let before = if number == 0 { kind.to_owned() } else { format!("{kind} {}", number + 1) };
            let destination = destination(source, kind, config, global);
            says.extend(destination.into_iter().map(|(key, value)| (format!("{before}.{key}"), value)));
        }
    }
    says
}

fn destination(source: &Source, kind: &str, config: &Node, global: &Node) -> Says {
    let Some(spellings) = Spelling::of(kind) else {
        // What of it is secret is not known.
        return [("kind".to_owned(), kind.to_owned())].into();
    };
    let mut own = Says::new();
    for (key, value) in entries(config) {
        leaves(source, &key.value, value, &mut own);
    }
    let mut says = Says::new();
    // Of a key that takes a file it does not matter which of the two is said.
    let is_hidden = |key: &str| {
        spellings.iter().any(|spelling| {
            spelling.is_file && (spelling.at == key || spelling.at.strip_suffix("_file") == Some(key))
        })
    };
    for (key, value) in own {
        let plain = key.strip_suffix("_file").unwrap_or(&key).to_owned();
        if is_hidden(&key) {
            says.insert(plain, HIDDEN.to_owned());
        } else {
            says.insert(key, value);
        }
    }
    for spelling in &spellings {
        let key = spelling.at.strip_suffix("_file").filter(|_| spelling.is_file).unwrap_or(spelling.at);
        let Some(of_global) = spelling.global.filter(|_| !says.contains_key(key)) else { continue };
        let said = |key: &str| path(global, &[key]).and_then(|value| leaf(source, value));
        let inline = of_global.strip_suffix("_file").filter(|_| spelling.is_file);
        let value = said(of_global).or_else(|| inline.and_then(said));
        let value = value.map(|value| if spelling.is_file { HIDDEN.to_owned() } else { value });
        let value = value.or_else(|| spelling.usual.map(str::to_owned));
        says.extend(value.map(|value| (key.to_owned(), value)));
    }
    says.entry("send_resolved".to_owned()).or_insert_with(|| sends_resolved(kind).to_string());
    if kind == "email" {
        says.entry("require_tls".to_owned()).or_insert_with(|| "true".to_owned());
    }
    says
}

/// Everything below a key, with dots between the keys.
fn leaves(source: &Source, key: &str, node: &Node, says: &mut Says) {
    if let Value::Map(entries) = &node.value {
        for (below, value) in entries {
            leaves(source, &format!("{key}.{}", below.value), value, says);
        }
        return;
    }
    let last = key.rsplit('.').next().unwrap_or_default();
    let Some(value) = leaf(source, node) else { return };
    let is_file = last.ends_with("_file") && !NO_SECRETS.contains(&last);
    if is_secret(last.strip_suffix("_file").unwrap_or(last)) {
        says.insert(key.strip_suffix("_file").unwrap_or(key).to_owned(), HIDDEN.to_owned());
    } else if is_file || has_user(&value) || key.contains("http_headers") {
        says.insert(key.to_owned(), HIDDEN.to_owned());
    } else if !is_ours(&value) {
        says.insert(key.to_owned(), value);
    }
}

fn is_ours(value: &str) -> bool {
    value.contains("{{ template \"gaugewright.") || OURS.contains(&value)
}

/// A value in one form; nothing if it says nothing.
fn leaf(source: &Source, node: &Node) -> Option<String> {
    match &node.value {
        Value::List(_) => {
            let all: Vec<String> =
                items(node).iter().map(|item| leaf(source, item).unwrap_or_default()).collect();
            (!all.is_empty()).then(|| format!("[{}]", all.join(", ")))
        }
        Value::Map(_) => {
            let pairs = entries(node).iter().map(|(key, value)| {
                let value = if is_secret(&key.value) {
                    HIDDEN.to_owned()
                } else {
                    leaf(source, value).unwrap_or_default()
                };
                format!("{}: {value}", key.value)
            });
            Some(format!("{{{}}}", pairs.collect::<Vec<_>>().join(", ")))
        }
        _ => {
            let value = text(source, node)?.value;
            if value.is_empty() {
                return None;
            }
            Some(milliseconds(&value).map_or(value, |time| format!("{time}ms")))
        }
    }
}
