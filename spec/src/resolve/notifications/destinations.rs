//! Destinations of the table.

use super::super::Resolver;
use super::raw;
use super::secrets::{address, file};
use crate::ast::{Setting, Settings};
use crate::decode::Text;
use crate::destinations::{Form, Key, Need};
use crate::diagnostic::Diagnostic;
use crate::model::{Value, Way};
use crate::rules;
use crate::source::Span;
use crate::suggest;

pub(super) fn one(resolver: &mut Resolver<'_>, written: &Settings, place: Span) -> Way {
    let kind = written.kind;
    together(resolver, written, place);
    one_of(resolver, written, place);
    let settings = written.said.iter().map(|(key, setting)| (*key, value(resolver, key, setting))).collect();
    let others = written.raw.iter().filter_map(|(key, node)| {
        if kind.keys.iter().any(|known| known.at == key.value) {
            raw::has_its_own(resolver, key);
            return None;
        }
        Some(raw::entry(resolver, Some(kind), key, node))
    });
    let raw = others.collect();
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
