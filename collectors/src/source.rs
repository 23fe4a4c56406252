//! Text and places in it.

pub use gaugewright_base::{Piece, Span, Spanned};

/// One or several texts with their names, and the starts of their lines. Places are offsets in all of them, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
    lines: Vec<u32>,
    files: Vec<File>,
}

/// Where a text begins.
#[derive(Clone, Debug)]
struct File {
    name: String,
    start: u32,
    /// The scalar of another text that says this one, quotes and escapes resolved: JSON in a ConfigMap.
    within: Option<Span>,
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
        let mut source = Self::default();
        source.push(name, &text.into());
        source
    }

    /// Adds another text. Gives its place.
    pub fn push(&mut self, name: impl Into<String>, text: &str) -> Span {
        self.add(name.into(), text.strip_prefix('\u{feff}').unwrap_or(text), None)
    }

    /// Adds what a scalar says as a text of its own. Gives its place there; findings are shown where the scalar stands.
    pub fn embed(&mut self, scalar: Span, decoded: &str) -> Span {
        self.add(self.name_at(scalar.start).to_owned(), decoded, Some(scalar))
    }

    fn add(&mut self, name: String, text: &str, within: Option<Span>) -> Span {
        if !self.files.is_empty() {
            // Each begins with a line.
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(text);
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(start).chain(breaks.map(|(at, _)| start + at + 1));
        self.lines.extend(starts.filter_map(|at| u32::try_from(at).ok()));
        let place = Span::new(start, self.text.len());
        self.files.push(File { name, start: place.start, within });
        place
    }

    /// The name of the first text.
    pub fn name(&self) -> &str {
        self.name_at(0)
    }

    /// The name of the text at an offset.
    pub fn name_at(&self, offset: u32) -> &str {
        self.file_at(offset).map_or("", |file| &file.name)
    }

    /// Whether two places are in one text.
    pub fn is_same_file(&self, one: Span, other: Span) -> bool {
        let start = |span: Span| self.file_at(span.start).map(|file| file.start);
        start(one) == start(other)
    }

    fn file_at(&self, offset: u32) -> Option<&File> {
        let at = self.files.partition_point(|file| file.start <= offset);
        self.files.get(at.saturating_sub(1))
    }

    /// The place in a file of a place in what a scalar of it says; any other stays as it is.
    #[must_use]
    pub fn in_file(&self, place: Span) -> Span {
        let mut place = place;
        while let Some(File { start, within: Some(scalar), .. }) = self.file_at(place.start) {
            let decoded = self.text_from(*start);
            let part = Span { start: place.start - start, end: place.end.saturating_sub(*start) };
            place = self.part_of_scalar(*scalar, decoded, part);
        }
        place
    }

    /// The text that starts at an offset.
    fn text_from(&self, start: u32) -> &str {
        let next = self.files.partition_point(|file| file.start <= start);
        // Before the next one stands a line break that is not of this one.
        let end = self.files.get(next).map_or(self.text.len(), |file| file.start as usize - 1);
        self.text.get(start as usize..end).unwrap_or_default()
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty if the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset, in its file.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_of(offset);
        let start = self.lines.get(line - 1).map_or(0, |start| *start as usize);
        let before = self.text.get(start..offset as usize).unwrap_or_default();
        Position { line: line - self.lines_before(offset), column: before.chars().count() + 1 }
    }

    /// The line of an offset, counted from 1 through all texts.
    pub fn line_of(&self, offset: u32) -> usize {
        self.lines.partition_point(|start| *start <= offset).max(1)
    }

    /// How many lines stand before the file of an offset.
    pub fn lines_before(&self, offset: u32) -> usize {
        let start = self.file_at(offset).map_or(0, |file| file.start);
        self.lines.partition_point(|line| *line < start)
    }

    /// The offset at which a line starts; lines count from 1 through all texts. Behind the last line it is the end of the text.
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

#[cfg(test)]
mod tests {
    use super::{Position, Source, Span};

    #[test]
    fn each_file_counts_its_own_lines() {
        let mut source = Source::new("a.yaml", "one\ntwo\n");
        let b = source.push("b.yaml", "\u{feff}three\nfour");
        assert_eq!(source.slice(b), "three\nfour");
        let at = |word: &str| source.text().find(word).and_then(|at| u32::try_from(at).ok()).unwrap();
        let shown = |word: &str| (source.name_at(at(word)), source.position(at(word)));
        assert_eq!(shown("two"), ("a.yaml", Position { line: 2, column: 1 }));
        assert_eq!(shown("three"), ("b.yaml", Position { line: 1, column: 1 }));
        assert_eq!(shown("ur"), ("b.yaml", Position { line: 2, column: 3 }));
        assert!(!source.is_same_file(Span::new(0, 1), b));
    }

    #[test]
    fn an_empty_file_is_one_too() {
        let mut source = Source::new("a.yaml", "");
        let b = source.push("b.yaml", "x");
        assert_eq!((source.name_at(b.start), source.position(b.start).line), ("b.yaml", 1));
        assert_eq!(source.name(), "a.yaml");
    }

    #[test]
    fn what_a_scalar_says_has_its_place_in_the_file() {
        let text = "board: \"{ \\\"expr\\\": \\\"up == 1\\\" }\"\n";
        let mut source = Source::new("map.yaml", text);
        let scalar = Span::new(7, text.len() - 1);
        let inner = source.embed(scalar, "{ \"expr\": \"up == 1\" }");
        let start = inner.start as usize + source.slice(inner).find("up").unwrap();
        let place = source.in_file(Span::new(start, start + 2));
        assert_eq!((source.slice(place), source.name_at(place.start)), ("up", "map.yaml"));
        assert_eq!(source.in_file(scalar), scalar);
    }
}
