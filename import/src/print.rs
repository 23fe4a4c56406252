//! A tree as the text of a spec.

use gaugewright_spec::yaml::{Entry, Node, Value};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_saphyr::{CommentPosition, Commented, FlowMap, FlowSeq, SpaceAfter};

use crate::notes::{Notes, Way};

/// The longest mapping or list that stands on one line.
const MAX_FLOW: usize = 90;

/// The YAML text of a tree.
///
/// # Errors
/// What cannot be written as YAML, in words.
pub(crate) fn yaml(node: &Node) -> Result<String, String> {
    commented(node, &Notes::default())
}

/// The YAML text of a tree with comments in it.
///
/// # Errors
/// What cannot be written as YAML, in words.
pub(crate) fn commented(node: &Node, notes: &Notes) -> Result<String, String> {
    let options = serde_saphyr::ser_options! {
        comment_position: CommentPosition::Above,
        compact_list_indent: false,
        folded_wrap_chars: usize::MAX,
    };
    let sections = Sections(crate::tree::entries(node), notes);
    serde_saphyr::to_string_with_options(&sections, options)
        .map_err(|error| format!("this cannot be written as YAML: {error}"))
}

/// The top of a spec: a blank line between its sections.
struct Sections<'n>(&'n [Entry], &'n Notes);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            let written = Written(value, self.1.at(Way::Key(&key.value)));
            if matches!(value.value, Value::Map(_) | Value::List(_)) && !is_short(value) {
                map.serialize_entry(&key.value, &SpaceAfter(written))?;
            } else {
                map.serialize_entry(&key.value, &written)?;
            }
        }
        map.end()
    }
}

/// A node, as it is written, with the comments at it and below it.
struct Written<'n>(&'n Node, Option<&'n Notes>);

/// A node below lines of comments.
struct Below<'n>(&'n [String], &'n Node, Option<&'n Notes>);

impl Serialize for Below<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(lines, node, notes) = *self;
        match (lines, &node.value) {
            ([line, rest @ ..], _) => Commented(Below(rest, node, notes), line.clone()).serialize(serializer),
            ([], Value::Map(entries)) if !entries.is_empty() && is_short(node) => {
                FlowMap(Inline(node)).serialize(serializer)
            }
            ([], Value::List(items)) if !items.is_empty() && is_short(node) => {
                FlowSeq(Inline(node)).serialize(serializer)
            }
            ([], _) => of(node, serializer, |node, way| Written(node, notes.and_then(|notes| notes.at(way)))),
        }
    }
}

/// A node on one line.
struct Inline<'n>(&'n Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Below(self.1.map_or(&[], Notes::lines), self.0, self.1).serialize(serializer)
    }
}

impl Serialize for Inline<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        of(self.0, serializer, |node, _| Inline(node))
    }
}

fn of<'n, S: Serializer, W: Serialize>(
    node: &'n Node,
    serializer: S,
    written: impl Fn(&'n Node, Way<'n>) -> W,
) -> Result<S::Ok, S::Error> {
    match &node.value {
        Value::Null => serializer.serialize_unit(),
        Value::Bool(flag) => serializer.serialize_bool(*flag),
        Value::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => serializer.serialize_i64(number),
            (_, Ok(number)) if number.is_finite() => serializer.serialize_f64(number),
            _ => serializer.serialize_str(text),
        },
        Value::Text(text) => serializer.serialize_str(text),
        Value::List(items) => {
            let mut list = serializer.serialize_seq(Some(items.len()))?;
            for (at, item) in items.iter().enumerate() {
                list.serialize_element(&written(item, Way::Item(at, items.len())))?;
            }
            list.end()
        }
        Value::Map(entries) => {
            let mut map = serializer.serialize_map(Some(entries.len()))?;
            for (key, value) in entries {
                map.serialize_entry(&key.value, &written(value, Way::Key(&key.value)))?;
            }
            map.end()
        }
    }
}

/// Whether a mapping or list of scalars fits on one line. Text with line breaks does not.
fn is_short(node: &Node) -> bool {
    let of = |node: &Node| match &node.value {
        Value::Null => Some(4),
        Value::Bool(_) => Some(5),
        Value::Number(text) => Some(text.len()),
        Value::Text(text) => (!text.contains('\n')).then(|| text.chars().count() + 2),
        Value::List(_) | Value::Map(_) => None,
    };
    let length: Option<usize> = match &node.value {
        Value::List(items) => items.iter().map(of).map(|length| Some(length? + 2)).sum(),
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| Some(key.chars().count() + 4 + of(value)?)).sum()
        }
        _ => None,
    };
    length.is_some_and(|length| length <= MAX_FLOW)
}
