//! A tree as the text of a spec.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Entry, Node, Value, parse};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_saphyr::{FlowMap, FlowSeq, SingleQuoted, SpaceAfter};

use crate::notes::Notes;

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

/// The YAML text of a tree with comments in it, on lines of their own. The library that writes YAML puts those of an item below its dash.
///
/// # Errors
/// What cannot be written as YAML, in words.
pub(crate) fn commented(node: &Node, notes: &Notes) -> Result<String, String> {
    let source = Source::new("", yaml(node)?);
    let written = parse(&source).map_err(|error| format!("this cannot be read again: {}", error.message))?;
    let (text, mut told, mut end) = (source.text(), String::new(), 0);
    for (start, lines) in notes.above(&written) {
        let line = text[..start as usize].rfind('\n').map_or(0, |before| before + 1);
        told.push_str(&text[end..line]);
        end = line;
        let indent = text[line..].chars().take_while(|letter| *letter == ' ').count();
        for comment in lines {
            told.extend(std::iter::repeat_n(' ', indent).chain("# ".chars()).chain(on_one_line(comment)));
            told.push('\n');
        }
    }
    told.push_str(&text[end..]);
    Ok(told)
}

/// A comment ends with its line, and a file may have any name.
fn on_one_line(comment: &str) -> impl Iterator<Item = char> {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    comment.trim_end().chars().map(move |letter| if breaks(letter) { ' ' } else { letter })
}

/// The top of a spec: a blank line between its sections.
struct Sections<'n>(&'n [Entry]);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        let is_long = |value: &Node| {
            let is_one = matches!(value.value, Value::Map(_) | Value::List(_));
            is_one && length(value, &|_| None).is_none_or(|length| length > MAX_FLOW)
        };
        for (at, (key, value)) in self.0.iter().enumerate() {
            let before_long = || self.0.get(at + 1).is_some_and(|(_, next)| is_long(next));
            match &value.value {
                _ if is_long(value) => map.serialize_entry(&key.value, &SpaceAfter(Section(value)))?,
                Value::Map(_) | Value::List(_) if before_long() => {
                    map.serialize_entry(&key.value, &SpaceAfter(Written(value)))?;
                }
                _ => map.serialize_entry(&key.value, &Written(value))?,
            }
        }
        map.end()
    }
}

/// What a section holds, each entry on a line of its own.
struct Section<'n>(&'n Node);

impl Serialize for Section<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        of(self.0, serializer, Written)
    }
}

/// A node, as it is written.
struct Written<'n>(&'n Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(node) = *self;
        match &node.value {
            Value::Map(entries) if !entries.is_empty() && is_short(node) => {
                FlowMap(Inline(node)).serialize(serializer)
            }
            Value::List(items) if !items.is_empty() && is_short(node) => {
                FlowSeq(Inline(node)).serialize(serializer)
            }
            _ => of(node, serializer, Written),
        }
    }
}

/// A node on one line.
struct Inline<'n>(&'n Node);

impl Serialize for Inline<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            // Between double quotes, each of these has a backslash before it.
            Value::Text(text)
                if text.contains(['"', '\\']) && !text.contains(|letter: char| letter.is_control()) =>
            {
                SingleQuoted(text.as_str()).serialize(serializer)
            }
            _ => of(self.0, serializer, Inline),
        }
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

/// Whether a mapping fits on one line, of scalars and of lists of scalars; or a list of scalars. Text with line breaks does not.
fn is_short(node: &Node) -> bool {
    length(node, &|below| matches!(node.value, Value::Map(_)).then(|| length(below, &|_| None)).flatten())
        .is_some_and(|length| length <= MAX_FLOW)
}

/// How long a mapping or list is on one line, with what `nested` says of mappings and lists in it.
fn length(node: &Node, nested: &dyn Fn(&Node) -> Option<usize>) -> Option<usize> {
    let of = |node: &Node| match &node.value {
        Value::Null => Some(4),
        Value::Bool(_) => Some(5),
        Value::Number(text) => Some(text.len()),
        Value::Text(text) => (!text.contains('\n')).then(|| text.chars().count() + 2),
        Value::List(_) => nested(node).map(|length| length + 2),
        Value::Map(_) => None,
    };
    match &node.value {
        Value::List(items) => items.iter().map(of).map(|length| Some(length? + 2)).sum(),
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| Some(key.chars().count() + 4 + of(value)?)).sum()
        }
        _ => None,
    }
}
