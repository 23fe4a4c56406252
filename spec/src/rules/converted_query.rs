//! `converted-query`: a panel that shows its query in another unit than it is written in.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::rules;

/// What is said of a panel that multiplies its query.
pub(crate) fn found(place: &Text, factor: Number) -> Diagnostic {
    let message =
        format!("this panel multiplies its query by {factor}: Grafana counts points in time in milliseconds");
    Diagnostic::new(&rules::CONVERTED_QUERY, place.span, message)
}
