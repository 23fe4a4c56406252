//! From the YAML tree to typed values. Every problem is reported and reading goes on, so one run names all
//! of them. [`record!`](crate::record) and [`keywords!`](crate::keywords) declare a shape once: the struct, its reader and its JSON Schema.

mod habit;
mod map;
mod record;
mod scalar;

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules;
use crate::source::Source;
use crate::yaml::{Node, Value};
pub use map::{Map, Placed};
pub use record::{Fields, Keyword, keyword};
pub use scalar::{Hold, QuantityText, Spanned64, Text, Word};

/// What reading needs: the text for places, and somewhere to report to.
#[derive(Debug)]
pub struct Reader<'s> {
    /// The text.
    pub source: &'s Source,
    /// Where findings go.
    pub sink: Sink,
}

impl Reader<'_> {
    /// Reports a value of a wrong type.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let help = type_help(node, self.source.slice(node.span), expected);
        self.wrong_type_but(node, expected, help);
    }

    /// A value of a wrong type, and what to write instead.
    pub fn wrong_type_but(&mut self, node: &Node, expected: &str, help: Option<String>) {
        let found = node.value.describe();
        let place = self.source.first_line_of(node.span);
        let message = format!("expected {expected}, found {found}");
        self.sink.report(Diagnostic::new(&rules::WRONG_TYPE, place, message).maybe_help(help));
    }
}

/// What to write instead, where that is plain.
fn type_help(node: &Node, written: &str, expected: &str) -> Option<String> {
    match (&node.value, expected) {
        (Value::Number(_) | Value::Bool(_), TEXT) => Some(format!("put it in quotes: \"{written}\"")),
        (Value::Null, _) => Some("write a value behind the colon, or remove the key".into()),
        (Value::Text(_) | Value::Number(_), LIST) => Some(format!("put it in brackets: [{written}]")),
        (Value::Text(text), WHOLE_NUMBER) if text.parse::<u64>().is_ok() => {
            Some(format!("remove the quotes: {text}"))
        }
        (Value::Text(text), BOOL) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some("write true".into()),
            "false" | "no" | "off" | "n" => Some("write false".into()),
            _ => None,
        },
        (Value::Map(entries), LIST) => {
            let (first, _) = entries.first()?;
            Some(format!("put a dash before its first key: `- {}: …`", **first))
        }
        (Value::List(items), MAPPING) => Some(habit::names(items)),
        _ => None,
    }
}

/// Something that can be read from a YAML node.
pub trait Decode: Sized {
    /// Reads it; nothing if that failed, and then the reason has been reported.
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;

    /// A list of these, as an example for somebody who wrote a mapping; nothing where its items are mappings.
    const LISTED: Option<&str> = None;
    /// What it is if its key is not there; nothing if the key must be there.
    fn absent() -> Option<Self> {
        None
    }
}

const TEXT: &str = "text";
const LIST: &str = "a list";
const MAPPING: &str = "a mapping of names";
const BOOL: &str = "`true` or `false`";
const WHOLE_NUMBER: &str = "a whole number";

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            // A key with nothing behind it is as good as none.
            Value::Null => Some(None),
            _ => T::decode(node, reader).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else {
            match (&node.value, T::LISTED) {
                (Value::Map(_), Some(example)) => {
                    reader.wrong_type_but(
                        node,
                        LIST,
                        Some(format!("write its items in brackets: {example}")),
                    );
                }
                _ => reader.wrong_type(node, LIST),
            }
            return None;
        };
        // Broken items are left out; they have been reported.
        Some(items.iter().filter_map(|item| T::decode(item, reader)).collect())
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}
