//! `uncounted-failure`: a track whose errors have no kind for a call that fails without an error value.

use crate::diagnostic::Diagnostic;
use crate::model::{Domain, Metric};
use crate::rules;
use crate::source::Span;

/// Looks at the errors of a track, named at that place, and at its calls.
pub fn check(errors: &Metric, calls: Option<&Metric>, place: Span) -> Option<Diagnostic> {
    let label = errors.label("error_type")?;
    let has = |value| label.domain.contains(value);
    if matches!(*label.domain, Domain::Open { .. }) || has("other") {
        return None;
    }
    // A cancelled call is a failure where its status says so.
    let status = calls.and_then(|calls| calls.label("status"));
    let cancelled = status.is_some_and(|status| !status.domain.contains("cancelled")) && !has("cancelled");
    let (ends, values) = match (!has("panic"), cancelled) {
        (false, false) => return None,
        (true, false) => ("panics", "`panic` or `other`"),
        (false, true) => ("is cancelled", "`cancelled` or `other`"),
        (true, true) => ("panics or is cancelled", "`other`, or both `panic` and `cancelled`,"),
    };
    let message = format!("`{}` does not count a call that {ends}", errors.name);
    let diagnostic = Diagnostic::new(&rules::UNCOUNTED_FAILURE, errors.span.unwrap_or(place), message);
    let help = match *label.domain {
        Domain::Codes(..) => {
            format!("`{}` is a code, which such a call does not have: use a label with `values`", label.name)
        }
        _ => format!("add {values} to the values of the label `{}`", label.definition),
    };
    Some(diagnostic.also(place, "the errors of this track").help(help))
}
