//! A diagnostic as text for people: the lines of the spec it is about, with carets.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::Source;

/// Renders one diagnostic, colored for a terminal or plain. Ends without a line break.
pub fn human(diagnostic: &Diagnostic, source: &Source, colored: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let excerpt = Excerpt::around(diagnostic, source);
    let name = source.name_at(diagnostic.span().start);
    let lines_before = source.lines_before(diagnostic.span().start);
    let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line - lines_before);
    if !excerpt.is_part {
        snippet = snippet.path(name);
    }
    for (index, label) in diagnostic.labels.iter().enumerate() {
        if index > 0 && !excerpt.has(label.span) {
            continue;
        }
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.range(label.span));
        let text = if label.text.is_empty() { None } else { Some(label.text.as_str()) };
        snippet = snippet.annotation(annotation.label(text));
    }
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.code);
    let mut group = Group::with_title(title);
    if let Some(label) = diagnostic.labels.first().filter(|_| excerpt.is_part) {
        let at = source.position(label.span.start);
        group = group.element(Origin::path(name).line(at.line).char_column(at.column));
    }
    group = group.element(snippet);
    let elsewhere = elsewhere(diagnostic, source);
    for note in diagnostic.notes.iter().chain(&elsewhere) {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The labels in other files, as notes.
fn elsewhere(diagnostic: &Diagnostic, source: &Source) -> Vec<String> {
    let others = diagnostic.labels.iter().filter(|label| !source.is_same_file(label.span, diagnostic.span()));
    let note = |label: &Label| {
        let at = source.position(label.span.start);
        format!("{}: {}:{}:{}", label.text, source.name_at(label.span.start), at.line, at.column)
    };
    others.map(note).collect()
}

/// The longest text that is shown whole. Of a longer one, which some program has written, nobody reads more than the part with
/// the mistake.
const MAX_BYTES: usize = 4000;
/// How much of it is shown before and behind the mistake.
const AROUND: usize = 60;

/// The lines that a diagnostic touches, with a line before each: what annotate-snippets needs to see of a
/// file that may have hundreds of thousands.
struct Excerpt<'s> {
    text: &'s str,
    offset: usize,
    first_line: usize,
    /// Whether it is a part of one line.
    is_part: bool,
}

impl<'s> Excerpt<'s> {
    fn around(diagnostic: &Diagnostic, source: &'s Source) -> Self {
        let lines = diagnostic
            .labels
            .iter()
            .filter(|label| source.is_same_file(label.span, diagnostic.span()))
            .flat_map(|label| [source.line_of(label.span.start), source.line_of(label.span.end)]);
        let (first, last) = lines.fold((usize::MAX, 1), |(low, high), line| (low.min(line), high.max(line)));
        let first = first.saturating_sub(1).max(source.lines_before(diagnostic.span().start) + 1);
        let start = source.line_start(first);
        let end = source.line_start(last + 1);
        if end - start > MAX_BYTES
            && let Some(label) = diagnostic.labels.first()
        {
            return Self::part(label.span, source);
        }
        Self { text: &source.text()[start..end], offset: start, first_line: first, is_part: false }
    }

    /// What stands around a place, on its line.
    fn part(span: crate::source::Span, source: &'s Source) -> Self {
        let line = source.line_of(span.start);
        let (first, last) = (source.line_start(line), source.line_start(line + 1));
        let text = source.text();
        let whole = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = whole((span.start as usize).saturating_sub(AROUND).max(first));
        let end = (span.end as usize).min(span.start as usize + MAX_BYTES) + AROUND;
        let end = whole(end.min(last));
        Self { text: text[start..end].trim_end_matches('\n'), offset: start, first_line: line, is_part: true }
    }

    /// Whether a place is in it.
    fn has(&self, span: crate::source::Span) -> bool {
        (span.start as usize) >= self.offset && span.end as usize <= self.offset + self.text.len()
    }

    fn range(&self, span: crate::source::Span) -> std::ops::Range<usize> {
        let clamp = |offset: u32| {
            let mut at = (offset as usize).saturating_sub(self.offset).min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        clamp(span.start)..clamp(span.end)
    }
}
