//! Destinations of the table: what is written of one.

use super::Raw;
use crate::decode::{Decode, Fields, Reader, Spanned64, Text};
use crate::destinations::{DESTINATIONS, Form, Key, Kind, Need};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::source::Spanned;
use crate::yaml::{Node, Value};
use gaugewright_collectors::rules;

/// A destination of the kind at that place of the table.
#[derive(Clone, Debug)]
pub(crate) struct Destination<const KIND: usize>(pub(crate) Settings);

/// What is written of a destination.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) kind: &'static Kind,
    /// What is said, in the order of the table.
    pub(crate) said: Vec<(&'static Key, Setting)>,
    /// Other keys of Alertmanager, as it spells them.
    pub(crate) raw: Vec<(Text, Node)>,
}

/// The value of a key.
#[derive(Clone, Debug)]
pub(crate) enum Setting {
    Text(Text),
    Bool(bool),
    /// A whole number, which may be below 0.
    Integer(String),
    Duration(Duration),
    Texts(Vec<Text>),
}

impl<const KIND: usize> Decode for Destination<KIND> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        settings(&DESTINATIONS[KIND], node, reader).map(Self)
    }
}

/// The key for what the table does not have.
pub(crate) const RAW: &str = "raw";

pub(crate) const RAW_DOC: &str = "Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.";

fn settings(kind: &'static Kind, node: &Node, reader: &mut Reader<'_>) -> Option<Settings> {
    let node = &without_secrets(kind, node, reader);
    let mut keys: Vec<&str> = kind.keys.iter().map(|key| key.name).collect();
    keys.push(RAW);
    let fields = Fields::of(node, &keys, reader)?;
    let (mut said, mut is_whole) = (Vec::new(), true);
    for key in kind.keys {
        match setting(key, &fields, reader) {
            Some(Some(setting)) => said.push((key, setting)),
            Some(None) => {}
            None => is_whole = false,
        }
    }
    let raw = fields.take::<Option<Raw>>(RAW, RAW_DOC, reader)?.map_or_else(Vec::new, |raw| raw.0);
    is_whole.then_some(Settings { kind, said, raw })
}

/// Nothing at all if it is broken or missing, which has then been reported.
#[allow(clippy::option_option, reason = "as at the fields of records: broken, missing, there")]
fn setting(key: &Key, fields: &Fields<'_>, reader: &mut Reader<'_>) -> Option<Option<Setting>> {
    fn take<T: Decode>(key: &Key, fields: &Fields<'_>, reader: &mut Reader<'_>) -> Option<Option<T>> {
        if key.need == Need::Required {
            fields.take::<T>(key.name, key.about, reader).map(Some)
        } else {
            fields.take::<Option<T>>(key.name, key.about, reader)
        }
    }
    Some(match key.form {
        Form::Text | Form::Choice(_) | Form::File | Form::Url => {
            take::<Text>(key, fields, reader)?.map(Setting::Text)
        }
        Form::Bool => take::<Spanned<bool>>(key, fields, reader)?.map(|is| Setting::Bool(is.value)),
        Form::Integer => take::<Integer>(key, fields, reader)?.map(|number| Setting::Integer(number.0)),
        Form::Duration => {
            take::<Spanned<Duration>>(key, fields, reader)?.map(|time| Setting::Duration(time.value))
        }
        Form::Texts => take::<Vec<Text>>(key, fields, reader)?.map(Setting::Texts),
    })
}

/// A whole number, which may be below 0.
struct Integer(String);

impl Decode for Integer {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Number(text) = &node.value
            && text.parse::<i64>().is_ok()
        {
            return Some(Self(text.clone()));
        }
        // That it may be below 0 is the only difference.
        Spanned64::decode(node, reader).map(|number| Self(number.value.to_string()))
    }
}

/// Reports secrets in the place of names of files. A file stands in for one, so that the key for it is not missing too.
fn without_secrets(kind: &Kind, node: &Node, reader: &mut Reader<'_>) -> Node {
    let mut node = node.clone();
    let Value::Map(entries) = &mut node.value else { return node };
    for (key, value) in entries.iter_mut() {
        let Some(help) = instead(kind, key) else { continue };
        let message = format!("`{}` is a secret, and a spec holds none", **key);
        reader.sink.report(Diagnostic::new(&rules::BAD_VALUE, key.span, message).help(help));
        key.value.push_str("_file");
        value.value = Value::Text("secret".into());
    }
    entries.retain(|(key, _)| {
        !kind.without_file.iter().any(|(secret, _)| key.value == format!("{secret}_file"))
    });
    node
}

/// What to write instead of a key that takes a secret.
pub(crate) fn instead(kind: &Kind, key: &str) -> Option<String> {
    let file = format!("{key}_file");
    if kind.key(key).is_none() && kind.key(&file).is_some() {
        return Some(format!(
            "put it into a file in the folder `secrets`, and write the file's name as `{file}`"
        ));
    }
    let row = kind.without_file.iter().find(|(secret, _)| *secret == key);
    row.map(|(_, help)| (*help).to_owned())
}
