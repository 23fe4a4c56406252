//! Text and places in it.

pub use gaugewright_promql::{Span, Spanned};

/// A text and its name, with the starts of its lines.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: Vec<u32>,
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl Source {
    /// Takes a text under the name that diagnostics show. A byte order mark is dropped.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.filter_map(|(at, _)| u32::try_from(at + 1).ok());
        let lines = std::iter::once(0).chain(starts).collect();
        Self { name: name.into(), text, lines }
    }

    /// The name that diagnostics show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty if the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines[line - 1] as usize;
        let before = self.text.get(start..offset as usize).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    /// The offset at which a line starts; lines count from 1. Behind the last line it is the end of the text.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).map_or(self.text.len(), |start| *start as usize)
    }

    /// The part of a span on its first line: carets below a whole block say less than those below its start.
    pub fn first_line_of(&self, span: Span) -> Span {
        let first = self.slice(span).lines().next().unwrap_or_default();
        Span::new(span.start as usize, span.start as usize + first.trim_end().len())
    }

    /// The place in this text of a part of a scalar. `scalar` is where the scalar stands, `decoded` what it
    /// says once YAML's quotes, escapes, folding and indentation are resolved, and `part` a span in that.
    /// If the two texts cannot be aligned, the whole scalar is the answer.
    pub fn part_of_scalar(&self, scalar: Span, decoded: &str, part: Span) -> Span {
        let end = (part.end as usize).min(decoded.len());
        let start = (part.start as usize).min(end);
        let align = crate::scalar::align(self.slice(scalar), decoded, start, end);
        align.map_or(scalar, |(from, to)| {
            let base = scalar.start as usize;
            Span::new(base + from, base + to)
        })
    }
}

/// A query as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub struct QueryText<'t> {
    /// What it says, YAML's quoting and folding resolved.
    pub text: &'t str,
    /// Where the whole scalar stands.
    pub span: Span,
}

impl QueryText<'_> {
    /// The place of a part of the query.
    pub fn place(&self, source: &Source, part: Span) -> Span {
        source.part_of_scalar(self.span, self.text, part)
    }
}
