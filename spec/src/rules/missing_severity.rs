//! `missing-severity`: an alert without a severity.

use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], _: &Around<'_>, sink: &mut Sink) {
    all.iter().filter_map(|one| find(one)).for_each(|found| sink.report(found));
}

fn find(one: &Written<'_>) -> Option<Diagnostic> {
    if one.alert.severity.is_some() || one.alert.labels.contains_key("severity") {
        return None;
    }
    let message = format!("alert `{}` has no severity", **one.name);
    let diagnostic = Diagnostic::new(&rules::MISSING_SEVERITY, one.name.span, message)
        .note("routes that ask for a severity do not take it");
    let written = one.ast.labels.iter().find(|(label, _)| label.value == "severity");
    let help = match written {
        Some((_, value)) => {
            format!("write `severity: {}` at the alert, outside of `labels`", **value.text())
        }
        None => "add `severity`".to_owned(),
    };
    Some(diagnostic.help(help))
}
