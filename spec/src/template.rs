//! Texts with placeholders: `LLM errors at {{ provider }}: {{ value }}`. The same form serves the legends of
//! panels and the annotations of alerts, so the spec has one template language and not two.

use crate::check::spoken::Form;
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
    /// The value as a number, without its unit.
    Number(Spanned<NumberFormat>),
    /// All labels of the series, as Prometheus prints them.
    Labels(Span),
    /// A text in the template language of Prometheus, which nobody here reads.
    Go(String),
}

/// How Prometheus prints the value of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// All its digits.
    Raw,
    /// By a format of `printf`: `%.2f`.
    Printf(String),
    /// By one of its functions.
    Function(Form),
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

    /// A text in the template language of Prometheus, as it is.
    pub fn go(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Go(text.into())] }
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
        "labels" | "$labels" => return Ok(Part::Labels(Span::new(begin, finish))),
        _ => {}
    }
    let place = Span::new(begin, finish);
    if let Some(rest) = name.strip_prefix("$value").or_else(|| name.strip_prefix("value"))
        && let Some(format) = format(rest.trim())
    {
        return Ok(Part::Number(Spanned::new(format, place)));
    }
    if let Some(label) = name.strip_prefix("$labels.").filter(|label| is_label_name(label)) {
        let start = finish - label.len();
        return Ok(Part::Label(Spanned::new(label.into(), Span::new(start, finish))));
    }
    if is_label_name(name) {
        return Ok(Part::Label(Spanned::new(name.into(), place)));
    }
    let message = match name.strip_prefix('.').filter(|label| is_label_name(label)) {
        Some(label) => format!("labels are named without a dot here: `{{{{ {label} }}}}`"),
        None if is_go(name) => "only Prometheus' own template language has this: write the text of an alert as `{ template: '…' }`".into(),
        None => "a placeholder is `value`, `threshold`, `labels`, the name of a label, or `$value` with a function of Prometheus such as `$value | humanize` or `$value | printf \"%.2f\"`".into(),
    };
    Err(TemplateError { message, start: begin, end: finish.max(begin) })
}

/// Whether a placeholder is a command of the template language of Prometheus.
fn is_go(name: &str) -> bool {
    const COMMANDS: [&str; 10] =
        ["if", "else", "end", "range", "with", "define", "template", "query", "block", "break"];
    let first = name.split(char::is_whitespace).next().unwrap_or_default();
    COMMANDS.contains(&first) && (name.len() > first.len() || matches!(first, "end" | "else"))
        || name.starts_with(['-', '/'])
        || name.ends_with('-')
        || (name.starts_with('$') && !name.starts_with("$value") && !name.starts_with("$labels"))
        || name.contains('|') && !name.starts_with("$value") && !name.starts_with("value")
}

/// How `$value` is printed that has this behind it: nothing, or a pipe and a function.
fn format(rest: &str) -> Option<NumberFormat> {
    if rest.is_empty() {
        return Some(NumberFormat::Raw);
    }
    let function = rest.strip_prefix('|')?.trim();
    if let Some(format) = function.strip_prefix("printf").and_then(|rest| quoted(rest.trim())) {
        return is_number_format(format).then(|| NumberFormat::Printf(format.to_owned()));
    }
    Form::ALL.iter().find(|row| row.0 == function).map(|row| NumberFormat::Function(row.1))
}

fn quoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\', '`'])).then_some(inner)
}

/// Whether a format of `printf` prints one number, and nothing else but text: `%.2f%%`.
fn is_number_format(format: &str) -> bool {
    let mut verbs = 0;
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            continue;
        }
        if letters.next_if_eq(&'%').is_some() {
            continue;
        }
        while letters.next_if(|letter| matches!(letter, '0'..='9' | '.' | '+' | '-' | ' ' | '#')).is_some() {}
        if !letters.next().is_some_and(|verb| matches!(verb, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'v')) {
            return false;
        }
        verbs += 1;
    }
    verbs == 1
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
    fn placeholders_of_prometheus_are_read() {
        let text = "{{ $labels.job }} {{ $value }} {{ $value | humanize }} {{ $value | printf \"%.1f%%\" }} {{ $labels }}";
        let parts = Template::parse(text).unwrap().parts;
        let found = |format: &NumberFormat| {
            parts.iter().any(|part| matches!(part, Part::Number(number) if number.value == *format))
        };
        assert!(found(&NumberFormat::Raw));
        assert!(found(&NumberFormat::Function(Form::Humanized)));
        assert!(found(&NumberFormat::Printf("%.1f%%".to_owned())));
        assert!(matches!(&parts[0], Part::Label(label) if &text[label.span.range()] == "job"));
        assert!(matches!(parts.last(), Some(Part::Labels(_))));
    }

    #[test]
    fn broken_placeholders_are_refused() {
        for text in [
            "{{ open",
            "{{ }}",
            "{{ a b }}",
            "{{ .x }}",
            "{{ $value | shout }}",
            "{{ $value | printf \"%d\" }}",
        ] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
