//! `recorded-twice`: two recording rules of the same query, which cost twice.

use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::Span;

/// What is wrong with the second of two queries, each with its name and place.
pub(crate) fn found((query, place): (&str, Span), (first, first_place): (&str, Span)) -> Diagnostic {
    let message = format!("queries `{query}` and `{first}` record the same expression");
    let diagnostic = Diagnostic::new(&rules::RECORDED_TWICE, place, message);
    diagnostic.also(first_place, "first here").help("record one of the two: both read its series then")
}
