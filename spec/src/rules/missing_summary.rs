//! `missing-summary`: an alert without a summary.

use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules;
use crate::template::Template;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], _: &Around<'_>, sink: &mut Sink) {
    all.iter().filter_map(|one| find(one)).for_each(|found| sink.report(found));
}

fn find(one: &Written<'_>) -> Option<Diagnostic> {
    let summary = &one.alert.summary;
    if !summary.parts.is_empty() && *summary != Template::plain("") {
        return None;
    }
    let message = format!("alert `{}` has no summary", **one.name);
    let diagnostic = Diagnostic::new(&rules::MISSING_SUMMARY, one.name.span, message)
        .note("notifications show its name and labels only");
    let is_annotation = one.ast.annotations.iter().any(|(name, _)| name.value == "summary");
    let help = if is_annotation {
        "write `summary` at the alert, outside of `annotations`"
    } else {
        "add `summary`: one line that says what is wrong, and where"
    };
    Some(diagnostic.help(help))
}
