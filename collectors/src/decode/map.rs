//! Maps whose keys the author chooses, and values with their place.

use super::{Decode, MAPPING, Reader, Text};
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Named things in the order of the text. Names are unique.
#[derive(Clone, Debug)]
pub struct Map<T>(pub Vec<(Text, T)>);

impl<T> Map<T> {
    /// The things with their names.
    #[allow(clippy::iter_without_into_iter, reason = "it reads better where it is said")]
    pub fn iter(&self) -> std::slice::Iter<'_, (Text, T)> {
        self.0.iter()
    }
}

impl<T: Decode> Decode for Map<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            if node.value == Value::Null {
                return Some(Self(Vec::new()));
            }
            reader.wrong_type(node, MAPPING);
            return None;
        };
        report_duplicates(entries, reader);
        let decoded =
            entries.iter().filter_map(|(key, value)| Some((key.clone(), T::decode(value, reader)?)));
        Some(Self(decoded.collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// Reports every key that stands more than once.
pub(super) fn report_duplicates(entries: &[(Text, Node)], reader: &mut Reader<'_>) {
    let mut seen = std::collections::BTreeMap::new();
    for (key, _) in entries {
        if let Some(first) = seen.insert(key.value.as_str(), key.span) {
            let message = format!("`{}` is defined twice", **key);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, key.span, message);
            reader.sink.report(diagnostic.also(first, "first here").help("rename or remove one of the two"));
        }
    }
}

/// A value together with the place of the whole node.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: Decode> Decode for Placed<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::decode(node, reader).map(|value| Self { value, span: node.span })
    }
}

impl<T> std::ops::Deref for Placed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}
