//! A tree as the text of a spec.

use gaugewright_spec::yaml::{Entry, Node, Value};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_saphyr::{FlowMap, FlowSeq, SpaceAfter};

/// The longest mapping or list that stands on one line.
const MAX_FLOW: usize = 90;

/// The YAML text of a tree.
///
/// # Errors
/// What cannot be written as YAML, in words.
pub(crate) fn yaml(node: &Node) -> Result<String, String> {
    let options = serde_saphyr::ser_options! {
        compact_list_indent: false,
        folded_wrap_chars: usize::MAX,
    };
    let sections = Sections(crate::tree::entries(node));
    serde_saphyr::to_string_with_options(&sections, options)
        .map_err(|error| format!("this cannot be written as YAML: {error}"))
}

/// The top of a spec: a blank line between its sections.
struct Sections<'n>(&'n [Entry]);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            if matches!(value.value, Value::Map(_) | Value::List(_)) && !is_short(value) {
                map.serialize_entry(&key.value, &SpaceAfter(Written(value)))?;
            } else {
                map.serialize_entry(&key.value, &Written(value))?;
            }
        }
        map.end()
    }
}

/// A node, as it is written.
struct Written<'n>(&'n Node);

/// A node on one line.
struct Inline<'n>(&'n Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Map(entries) if !entries.is_empty() && is_short(self.0) => {
                FlowMap(Inline(self.0)).serialize(serializer)
            }
            Value::List(items) if !items.is_empty() && is_short(self.0) => {
                FlowSeq(Inline(self.0)).serialize(serializer)
            }
            _ => of(self.0, serializer, Written),
        }
    }
}

impl Serialize for Inline<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        of(self.0, serializer, Inline)
    }
}

fn of<'n, S: Serializer, W: Serialize>(
    node: &'n Node,
    serializer: S,
    written: impl Fn(&'n Node) -> W,
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
            for item in items {
                list.serialize_element(&written(item))?;
            }
            list.end()
        }
        Value::Map(entries) => {
            let mut map = serializer.serialize_map(Some(entries.len()))?;
            for (key, value) in entries {
                map.serialize_entry(&key.value, &written(value))?;
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
