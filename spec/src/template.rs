//! Texts with placeholders: `LLM errors at {{ provider }}: {{ value }}`. The same form serves the legends of
//! panels and the annotations of alerts, so the spec has one template language and not two.

use crate::source::{Span, Spanned};

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stays as it is.
    Text(String),
    /// The value of a label of the series.
    Label(Spanned<String>),
    /// The value of the query, in its unit.
    Value(Span),
    /// The threshold, as the author wrote it.
    Threshold(Span),
}

/// Why a text is no template, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong, and what to write.
    pub message: String,
    /// Offset of the wrong part.
    pub start: usize,
    /// Offset behind it.
    pub end: usize,
}

impl Template {
    /// A text without placeholders.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Text(text.into())] }
    }

    /// Reads a template. Spans of its labels are offsets in `text`.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(open) = text[at..].find("{{").map(|found| at + found) {
            let Some(close) = text[open..].find("}}").map(|found| open + found) else {
                return Err(TemplateError {
                    message: "this placeholder is never closed: `}}` is missing".into(),
                    start: open,
                    end: text.len(),
                });
            };
            if open > at {
                parts.push(Part::Text(text[at..open].into()));
            }
            parts.push(placeholder(text, open + 2, close)?);
            at = close + 2;
        }
        if at < text.len() {
            parts.push(Part::Text(text[at..].into()));
        }
        Ok(Self { parts })
    }

    /// The labels it names, with their places.
    pub fn labels(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Label(name) => Some(name),
            _ => None,
        })
    }

    /// Its text, if nothing in it depends on the series.
    pub fn fixed(&self) -> Option<String> {
        let text = |part: &Part| match part {
            Part::Text(text) => Some(text.clone()),
            _ => None,
        };
        self.parts.iter().map(text).collect()
    }
}

fn placeholder(text: &str, start: usize, end: usize) -> Result<Part, TemplateError> {
    let inner = &text[start..end];
    let name = inner.trim();
    let begin = start + (inner.len() - inner.trim_start().len());
    let finish = begin + name.len();
    match name {
        "value" => return Ok(Part::Value(Span::new(begin, finish))),
        "threshold" => return Ok(Part::Threshold(Span::new(begin, finish))),
        _ => {}
    }
    let plain = name.strip_prefix("$labels.").or_else(|| name.strip_prefix('.'));
    if let Some(plain) = plain.filter(|plain| is_label_name(plain)) {
        return Err(TemplateError {
            message: format!("labels are named without a prefix here: `{{{{ {plain} }}}}`"),
            start: begin,
            end: finish,
        });
    }
    if !is_label_name(name) {
        return Err(TemplateError {
            message: "a placeholder holds `value`, `threshold` or the name of a label".into(),
            start: begin,
            end: finish.max(begin),
        });
    }
    Ok(Part::Label(Spanned::new(name.into(), Span::new(begin, finish))))
}

fn is_label_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_with_their_places() {
        let text = "errors at {{ provider }}: {{value}} of {{ threshold }}";
        let template = Template::parse(text).unwrap();
        let label = template.labels().next().unwrap();
        assert_eq!(&text[label.span.range()], "provider");
        assert_eq!(template.parts.len(), 6);
    }

    #[test]
    fn broken_placeholders_are_refused() {
        for text in ["{{ open", "{{ }}", "{{ a b }}", "{{ $labels.x }}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
