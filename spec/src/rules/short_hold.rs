//! `short-hold`: a `for` that is over before the next evaluation.

use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], _: &Around<'_>, sink: &mut Sink) {
    all.iter().filter_map(|one| find(one)).for_each(|found| sink.report(found));
}

fn find(one: &Written<'_>) -> Option<Diagnostic> {
    let evaluation = one.evaluation;
    let hold = one.ast.hold.as_ref().filter(|hold| hold.value < evaluation && !hold.value.is_zero())?;
    let message = format!("a `for` of {} is shorter than the evaluation interval", hold.value);
    let diagnostic = Diagnostic::new(&rules::SHORT_HOLD, hold.span, message).note(format!(
        "rules are evaluated every {evaluation}, so this holds as long as `for: {evaluation}` would"
    ));
    Some(diagnostic.help(format!("write `for: {evaluation}` or longer, or leave it out")))
}
