//! From the events of the YAML library to the tree: anchors, aliases and places.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag, options};

use super::node::{Entry, Node, Value};
use super::{error, merge, scalar};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

/// The deepest nesting of lists and mappings. Our shapes have eight levels.
const MAX_DEPTH: usize = 48;
/// Nodes that all aliases together may repeat: enough for shared buckets, too few for a bomb.
const MAX_REPEATED: usize = 200_000;

/// Reads a document.
pub fn parse(source: &Source) -> Result<Node, Box<Diagnostic>> {
    let end = source.text().len();
    let documents = read(source, Span::new(0, end), true)?;
    // A file without a value, of comments for example: what is missing is missing at its end.
    Ok(documents.into_iter().next().unwrap_or(Node { span: Span::new(end, end), value: Value::Null }))
}

/// Reads all documents of one of the texts of a source.
///
/// # Errors
/// What is no YAML, or none that we read.
pub fn parse_documents(source: &Source, text: Span) -> Result<Vec<Node>, Box<Diagnostic>> {
    read(source, text, false)
}

fn read(source: &Source, text: Span, is_single: bool) -> Result<Vec<Node>, Box<Diagnostic>> {
    let options = options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let base = text.start as usize;
    let mut composer = Composer {
        source,
        is_single,
        open: Vec::new(),
        documents: Vec::new(),
        anchors: BTreeMap::new(),
        repeated: 0,
    };
    for next in Parser::new_from_str_with_options(source.slice(text), options) {
        let (event, span) = next.map_err(|error| {
            let at = error.marker().byte_offset().map_or(text.end as usize, |at| base + at);
            error::syntax(source, at, error.kind(), MAX_DEPTH)
        })?;
        let place = span.byte_range().unwrap_or_default();
        composer.event(event, base + place.start..base + place.end)?;
    }
    Ok(composer.documents)
}

struct Composer<'s> {
    source: &'s Source,
    /// Whether a second document is a mistake.
    is_single: bool,
    /// The lists and mappings that have begun and not ended, from the outside in.
    open: Vec<Open>,
    documents: Vec<Node>,
    /// What aliases repeat, by the library's numbers of anchors.
    anchors: BTreeMap<usize, Node>,
    /// How many nodes aliases have repeated so far.
    repeated: usize,
}

/// A list or mapping that has begun.
struct Open {
    start: usize,
    /// The end of what was last read in it.
    end: usize,
    anchor: usize,
    style: StructureStyle,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    /// The entries, and the key that waits for its value.
    Map(Vec<Entry>, Option<Spanned<String>>),
}

impl Composer<'_> {
    fn event(&mut self, event: Event<'_>, place: Range<usize>) -> Result<(), Box<Diagnostic>> {
        match event {
            Event::DocumentStart(..) if self.is_single && !self.documents.is_empty() => {
                Err(error::second_document(self.source, place.start))
            }
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.scalar_span(&place);
                let value = scalar::value(&text, style == ScalarStyle::Plain, tag.as_deref())
                    .map_err(|tag| error::wrong_tag(span, &tag))?;
                self.anchored(Node { span, value }, anchor, place.end)
            }
            Event::SequenceStart(style, anchor, tag) => {
                fits(tag.as_deref(), "seq", place.start)?;
                self.begin(Parts::List(Vec::new()), style, anchor, &place)
            }
            Event::MappingStart(style, anchor, tag) => {
                fits(tag.as_deref(), "map", place.start)?;
                self.begin(Parts::Map(Vec::new(), None), style, anchor, &place)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&place),
            Event::Alias(anchor) => self.alias(anchor, &place),
            _ => Ok(()),
        }
    }

    /// Block scalars come with the line break behind them.
    fn scalar_span(&self, place: &Range<usize>) -> Span {
        let text = self.source.text().get(place.clone()).unwrap_or_default();
        Span::new(place.start, place.start + text.trim_end().len())
    }

    fn begin(
        &mut self,
        parts: Parts,
        style: StructureStyle,
        anchor: usize,
        place: &Range<usize>,
    ) -> Result<(), Box<Diagnostic>> {
        if self.open.len() == MAX_DEPTH {
            return Err(error::too_deep(self.source, place.start, MAX_DEPTH));
        }
        self.open.push(Open { start: place.start, end: place.start, anchor, style, parts });
        Ok(())
    }

    fn end(&mut self, place: &Range<usize>) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // In brackets it ends with the closing one. Without, the library says so only where the next thing begins.
        let end = if open.style == StructureStyle::Flow { place.end } else { open.end };
        let value = match open.parts {
            Parts::List(items) => Value::List(items),
            Parts::Map(entries, _) => Value::Map(merge::merged(self.source, entries)?),
        };
        self.anchored(Node { span: Span::new(open.start, end), value }, open.anchor, end)
    }

    fn alias(&mut self, anchor: usize, place: &Range<usize>) -> Result<(), Box<Diagnostic>> {
        let span = Span::new(place.start, place.end);
        let Some(node) = self.anchors.get(&anchor) else { return Err(error::repeats_itself(span)) };
        let (count, depth) = node.extent();
        self.repeated += count;
        if self.repeated > MAX_REPEATED {
            return Err(error::repeats_too_much(span, MAX_REPEATED));
        }
        if self.open.len() + depth > MAX_DEPTH {
            return Err(error::too_deep(self.source, place.start, MAX_DEPTH));
        }
        let node = node.clone();
        self.put(node, place.end)
    }

    fn anchored(&mut self, node: Node, anchor: usize, end: usize) -> Result<(), Box<Diagnostic>> {
        // The library counts anchors from 1.
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.put(node, end)
    }

    /// Puts a node where it belongs; `end` is where it ends in the text.
    fn put(&mut self, node: Node, end: usize) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        let trimmed = self.source.text().get(..end).unwrap_or_default().trim_end().len();
        open.end = open.end.max(trimmed);
        match &mut open.parts {
            Parts::List(items) => items.push(node),
            Parts::Map(entries, waiting) => match waiting.take() {
                Some(key) => entries.push((key, node)),
                None => *waiting = Some(key(self.source, node)?),
            },
        }
        Ok(())
    }
}

/// A tag of YAML's own on a list or mapping says that it is one; others mean nothing to us.
fn fits(tag: Option<&Tag>, kind: &str, at: usize) -> Result<(), Box<Diagnostic>> {
    match tag.and_then(Tag::core_suffix) {
        Some(core) if core != kind => Err(error::wrong_tag(Span::new(at, at), &format!("!!{core}"))),
        _ => Ok(()),
    }
}

/// `y`, `on` and `404` are keys, too: what counts is the text.
fn key(source: &Source, node: Node) -> Result<Spanned<String>, Box<Diagnostic>> {
    let name = match node.value {
        Value::Text(text) => text,
        Value::Bool(_) | Value::Number(_) | Value::Null if !node.span.is_empty() => {
            source.slice(node.span).trim().to_owned()
        }
        _ => return Err(error::no_key(source.first_line_of(node.span))),
    };
    Ok(Spanned::new(name, node.span))
}
