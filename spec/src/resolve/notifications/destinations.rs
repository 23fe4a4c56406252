//! Destinations of the table.

use super::super::Resolver;
use super::secrets::{address, file};
use crate::ast::{Setting, Settings, instead};
use crate::decode::Text;
use crate::destinations::{Form, Key, Kind, Need};
use crate::diagnostic::Diagnostic;
use crate::model::{Value, Way};
use crate::rules;
use crate::source::Span;
use crate::suggest;
use crate::yaml::{self, Node};

/// Keys of Alertmanager that take a secret, wherever they stand, and what takes the name of a file instead.
const SECRETS: [(&str, &str); 4] = [
    ("password", "password_file"),
    ("credentials", "credentials_file"),
    ("client_secret", "client_secret_file"),
    ("bearer_token", "bearer_token_file"),
];

pub(super) fn one(resolver: &mut Resolver<'_>, written: &Settings, place: Span) -> Way {
    let kind = written.kind;
    together(resolver, written, place);
    one_of(resolver, written, place);
    let settings = written.said.iter().map(|(key, setting)| (*key, value(resolver, key, setting))).collect();
    let raw = written.raw.iter().filter_map(|(key, node)| {
        if kind.keys.iter().any(|known| known.at == key.value) {
            let diagnostic =
                Diagnostic::new(&rules::BAD_VALUE, key.span, format!("`{}` has a key of its own", **key));
            resolver.report(diagnostic.help("write it beside `raw`"));
            return None;
        }
        secret(resolver, kind, key);
        Some((key.value.clone(), raw(resolver, kind, node)))
    });
    let raw = raw.collect();
    Way::Other { kind, settings, raw }
}

fn value(resolver: &mut Resolver<'_>, key: &Key, setting: &Setting) -> Value {
    match setting {
        Setting::Text(text) => {
            match key.form {
                Form::File => {
                    file(resolver, text);
                }
                Form::Url => {
                    address(resolver, Some(text));
                }
                Form::Choice(words) if !words.contains(&text.as_str()) => choice(resolver, text, words),
                _ if text.trim().is_empty() => {
                    let message = format!("`{}` is empty", key.name);
                    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.span, message);
                    resolver.report(diagnostic.help("write a value, or remove the key"));
                }
                _ => {}
            }
            Value::Text(text.value.clone())
        }
        Setting::Bool(is) => Value::Bool(*is),
        Setting::Integer(number) => Value::Number(number.clone()),
        Setting::Duration(time) => Value::Text(time.to_string()),
        Setting::Texts(texts) => {
            Value::List(texts.iter().map(|text| Value::Text(text.value.clone())).collect())
        }
    }
}

fn choice(resolver: &mut Resolver<'_>, text: &Text, words: &[&str]) {
    let message = format!("`{}` is not one of the choices", **text);
    let known = || format!("write one of {}", suggest::list(words.iter().copied()));
    let help = suggest::did_you_mean(text, words.iter().copied()).unwrap_or_else(known);
    resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
}

/// Keys that need each other.
fn together(resolver: &mut Resolver<'_>, written: &Settings, place: Span) {
    let has = |name: &str| written.said.iter().any(|(key, _)| key.name == name);
    for key in written.kind.keys {
        if let Need::With(other) = key.need
            && has(key.name)
            && !has(other)
        {
            let message = format!("`{}` needs `{other}`", key.name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
            resolver.report(diagnostic.help("give both, or none of them"));
        }
    }
}

fn one_of(resolver: &mut Resolver<'_>, written: &Settings, place: Span) {
    let choices = written.kind.one_of;
    let said = choices.iter().filter(|name| written.said.iter().any(|(key, _)| key.name == **name)).count();
    if !choices.is_empty() && said != 1 {
        let message =
            format!("{} needs one of {}", written.kind.name, suggest::list(choices.iter().copied()));
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
        resolver.report(diagnostic.help(if said == 0 { "add one of them" } else { "keep one of them" }));
    }
}

fn secret(resolver: &mut Resolver<'_>, kind: &Kind, key: &Text) {
    let usual = SECRETS.iter().find(|(secret, _)| *secret == key.value);
    let usual = usual.map(|(_, file)| format!("write `{file}`, with the path of a file that holds it"));
    let Some(help) = instead(kind, key).or(usual) else { return };
    let message = format!("`{}` is a secret, and a spec holds none", **key);
    resolver.report(Diagnostic::new(&rules::BAD_VALUE, key.span, message).help(help));
}

fn raw(resolver: &mut Resolver<'_>, kind: &Kind, node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(is) => Value::Bool(*is),
        yaml::Value::Number(number) => Value::Number(number.clone()),
        yaml::Value::Text(text) => Value::Text(text.clone()),
        yaml::Value::List(items) => Value::List(items.iter().map(|item| raw(resolver, kind, item)).collect()),
        yaml::Value::Map(entries) => {
            let entry = |(key, node): &(Text, Node)| {
                secret(resolver, kind, key);
                (key.value.clone(), raw(resolver, kind, node))
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    }
}
