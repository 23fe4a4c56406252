//! The tree.

use crate::source::{Span, Spanned};

/// A value of a YAML document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it was written; for an alias, where its anchor stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `~`, `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// Any other text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the text, duplicate keys included.
    Map(Vec<Entry>),
}

/// A key with its place, and its value.
pub type Entry = (Spanned<String>, Node);

impl Value {
    /// What it is, in words.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "`true` or `false`",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

impl Node {
    /// How many nodes it consists of, itself included, and how many levels of lists and mappings.
    pub(super) fn extent(&self) -> (usize, usize) {
        let all = |nodes: &mut dyn Iterator<Item = &Self>| {
            let within = nodes.map(Self::extent);
            let (count, depth) =
                within.fold((1, 0), |(count, deepest), (nodes, depth)| (count + nodes, deepest.max(depth)));
            (count, depth + 1)
        };
        match &self.value {
            Value::List(items) => all(&mut items.iter()),
            Value::Map(entries) => all(&mut entries.iter().map(|(_, value)| value)),
            _ => (1, 0),
        }
    }
}
