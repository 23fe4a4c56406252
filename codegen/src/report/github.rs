//! Findings as workflow commands, which GitHub shows beside the line they are about.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::Source;

use super::json::Region;

pub(super) fn findings(diagnostics: &[Diagnostic], source: &Source) -> String {
    diagnostics.iter().map(|diagnostic| finding(diagnostic, source)).collect()
}

fn finding(diagnostic: &Diagnostic, source: &Source) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = Region::of(diagnostic.span(), source);
    let mut text = diagnostic.message.clone();
    for line in diagnostic.notes.iter().chain(&diagnostic.helps) {
        text.push('\n');
        text.push_str(line);
    }
    format!(
        "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        property(source.name_at(diagnostic.span().start)),
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        property(diagnostic.rule.code),
        data(&text),
    )
}

/// The escapes of a command's text.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
