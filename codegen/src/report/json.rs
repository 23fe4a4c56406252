//! Findings as one JSON array.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::{Source, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Finding<'d> {
    code: &'d str,
    severity: &'d str,
    message: &'d str,
    file: &'d str,
    #[serde(flatten)]
    place: Region,
    labels: Vec<Label<'d>>,
    notes: &'d [String],
    help: &'d [String],
}

#[derive(Serialize)]
struct Label<'d> {
    text: &'d str,
    /// Where that is another file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'d str>,
    #[serde(flatten)]
    place: Region,
}

/// Lines and columns from 1, columns in characters; the end is behind the last character.
#[derive(Serialize)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Region {
    pub(super) fn of(span: Span, source: &Source) -> Self {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

pub(super) fn findings(diagnostics: &[Diagnostic], source: &Source) -> String {
    let findings: Vec<Finding<'_>> = diagnostics
        .iter()
        .map(|diagnostic| Finding {
            code: diagnostic.rule.code,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            file: source.name_at(diagnostic.span().start),
            place: Region::of(diagnostic.span(), source),
            labels: diagnostic.labels[1..]
                .iter()
                .map(|label| Label {
                    text: &label.text,
                    file: (!source.is_same_file(label.span, diagnostic.span()))
                        .then(|| source.name_at(label.span.start)),
                    place: Region::of(label.span, source),
                })
                .collect(),
            notes: &diagnostic.notes,
            help: &diagnostic.helps,
        })
        .collect();
    pretty(&findings)
}

/// Pretty JSON with a final line break. Our types always have a JSON form.
pub(super) fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
