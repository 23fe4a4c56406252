//! `empty-label`: a label of an alert that is empty and takes none away.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// What is wrong with a label of an alert in this group, to which the service adds labels or not.
pub(crate) fn found(label: &Text, group: &str, adds: bool) -> Diagnostic {
    let message = format!("`{}` is empty, and Prometheus drops empty labels", **label);
    let diagnostic = Diagnostic::new(&rules::EMPTY_LABEL, label.span, message);
    let diagnostic = match label.as_str() {
        "component" => diagnostic.note(format!("without it the component is the group, `{group}`")),
        _ if adds => diagnostic.note("Prometheus drops it, so it is left out of the rule"),
        _ => diagnostic.note("the alert is the same without it"),
    };
    diagnostic.help("give it a value, or remove it")
}
