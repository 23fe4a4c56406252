//! A diagnostic as text for people: the lines of the spec it is about, with carets.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// Renders one diagnostic, colored for a terminal or plain. Ends without a line break.
pub fn human(diagnostic: &Diagnostic, source: &Source, colored: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let excerpt = Excerpt::around(diagnostic, source);
    let mut snippet = Snippet::source(excerpt.text).path(source.name()).line_start(excerpt.first_line);
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.range(label.span));
        let text = if label.text.is_empty() { None } else { Some(label.text.as_str()) };
        snippet = snippet.annotation(annotation.label(text));
    }
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.code);
    let mut group = Group::with_title(title).element(snippet);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The lines that a diagnostic touches, with a line before each: what annotate-snippets needs to see of a
/// file that may have hundreds of thousands.
struct Excerpt<'s> {
    text: &'s str,
    offset: usize,
    first_line: usize,
}

impl<'s> Excerpt<'s> {
    fn around(diagnostic: &Diagnostic, source: &'s Source) -> Self {
        let lines = diagnostic
            .labels
            .iter()
            .flat_map(|label| [source.position(label.span.start).line, source.position(label.span.end).line]);
        let (first, last) = lines.fold((usize::MAX, 1), |(low, high), line| (low.min(line), high.max(line)));
        let first = first.saturating_sub(1).max(1);
        let start = source.line_start(first);
        let end = source.line_start(last + 1);
        Self { text: &source.text()[start..end], offset: start, first_line: first }
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
