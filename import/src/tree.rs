//! Asking a tree that was read, and making one with the keys of a spec.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

/// A text with its place.
pub(crate) type Text = Spanned<String>;

/// The value of a key; nothing if it is null or not there.
pub(crate) fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entries(node)
        .iter()
        .find(|(name, _)| name.value == key)
        .map(|(_, value)| value)
        .filter(|value| value.value != Value::Null)
}

/// The value behind several keys.
pub(crate) fn path<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n Node> {
    keys.iter().try_fold(node, |node, key| get(node, key))
}

/// The entries of a mapping; none if it is something else.
pub(crate) fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

/// The items of a list; none if it is something else.
pub(crate) fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

/// The items of the list at a key.
pub(crate) fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    get(node, key).map_or(&[], items)
}

/// A scalar as text: a number or flag as it is written.
pub(crate) fn text(source: &Source, node: &Node) -> Option<Text> {
    let value = match &node.value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        Value::Bool(_) => source.slice(node.span).to_owned(),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    };
    Some(Spanned::new(value, node.span))
}

/// The text at a key.
pub(crate) fn text_at(source: &Source, node: &Node, key: &str) -> Option<Text> {
    text(source, get(node, key)?)
}

/// What a text at a key says, if it is one.
pub(crate) fn word<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &get(node, key)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// A mapping that is being made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    span: Span,
    entries: Vec<Entry>,
}

impl Made {
    /// An empty one that stands for what is at a place.
    pub(crate) fn new(span: Span) -> Self {
        Self { span, entries: Vec::new() }
    }

    /// Adds a key.
    pub(crate) fn put(&mut self, key: &str, node: Node) {
        self.entries.push((Spanned::new(key.to_owned(), Span { end: node.span.start, ..node.span }), node));
    }

    /// Adds a key that has a place.
    pub(crate) fn put_at(&mut self, key: Text, node: Node) {
        self.entries.push((key, node));
    }

    /// Adds a key if it has a value.
    pub(crate) fn put_if(&mut self, key: &str, node: Option<Node>) {
        if let Some(node) = node {
            self.put(key, node);
        }
    }

    /// Adds a key with a text, if it has one.
    pub(crate) fn put_text(&mut self, key: &str, text: Option<Text>) {
        self.put_if(key, text.map(said));
    }

    /// Adds a mapping unless it is empty.
    pub(crate) fn put_map(&mut self, key: &str, map: Made) {
        if !map.entries.is_empty() {
            self.put(key, map.node());
        }
    }

    /// Adds entries.
    pub(crate) fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.entries.extend(entries);
    }

    /// What is there.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Whether there is such a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(known, _)| known.value == key)
    }

    /// Takes a key out again.
    pub(crate) fn take(&mut self, key: &str) {
        self.entries.retain(|(known, _)| known.value != key);
    }

    /// Takes the first key out again, if it is one of these.
    pub(crate) fn drop_first(&mut self, is_one: impl Fn(&Entry) -> bool) {
        if self.entries.first().is_some_and(is_one) {
            self.entries.remove(0);
        }
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The mapping.
    pub(crate) fn node(self) -> Node {
        Node { span: self.span, value: Value::Map(self.entries) }
    }
}

/// A text as a node.
pub(crate) fn said(text: Text) -> Node {
    Node { span: text.span, value: Value::Text(text.value) }
}

/// A word of ours, which stands for what is at a place.
pub(crate) fn made(span: Span, word: &str) -> Node {
    Node { span, value: Value::Text(word.to_owned()) }
}

/// A word of ours as a flag, a number, a list, a mapping: it stands for what is at a place.
pub(crate) fn flag(span: Span, flag: bool) -> Node {
    Node { span, value: Value::Bool(flag) }
}

/// A number that stands for what is at a place.
pub(crate) fn number(span: Span, number: f64) -> Node {
    Node { span, value: Value::Number(number.to_string()) }
}

/// A list that stands for what is at a place.
pub(crate) fn listed(span: Span, items: Vec<Node>) -> Node {
    Node { span, value: Value::List(items) }
}

/// A mapping that stands for what is at a place.
pub(crate) fn object<const N: usize>(span: Span, keys: [(&str, Node); N]) -> Node {
    let mut made = Made::new(span);
    for (key, node) in keys {
        made.put(key, node);
    }
    made.node()
}

/// A scalar as a number, also one that is written as a text.
pub(crate) fn as_number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(text) | Value::Text(text) => {
            text.trim().parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

/// Whether a key is true.
pub(crate) fn is_true(node: &Node, key: &str) -> bool {
    matches!(get(node, key), Some(Node { value: Value::Bool(true), .. }))
}

/// What is behind several keys, to be changed.
pub(crate) fn path_mut<'n>(node: &'n mut Node, keys: &[&str]) -> Option<&'n mut Node> {
    keys.iter().try_fold(node, |node, key| match &mut node.value {
        Value::Map(entries) => {
            entries.iter_mut().find(|(name, _)| name.value == *key).map(|(_, value)| value)
        }
        _ => None,
    })
}

/// Puts a key into a mapping, in place of what it had.
pub(crate) fn set(node: &mut Node, key: &str, value: Node) {
    let Value::Map(entries) = &mut node.value else { return };
    match entries.iter_mut().find(|(name, _)| name.value == key) {
        Some((_, old)) => *old = value,
        None => entries.push((Spanned::new(key.to_owned(), value.span), value)),
    }
}
