//! `missing-minute`: a time interval that ends one minute before midnight.

use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::Span;

/// The end of a day for those who think that it has no 24:00.
const LAST_MINUTE: u16 = 23 * 60 + 59;

/// Looks at a range of times with this end, in minutes of the day.
pub(crate) fn find(start: &str, end: u16, place: Span) -> Option<Diagnostic> {
    let diagnostic = Diagnostic::new(&rules::MISSING_MINUTE, place, "the last minute of the day is left out")
        .note("the end of a range is not in it: this one ends when 23:59 begins")
        .help(format!("write `{start}..24:00`"));
    (end == LAST_MINUTE).then_some(diagnostic)
}
