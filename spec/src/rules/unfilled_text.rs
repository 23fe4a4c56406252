//! `unfilled-text`: a text with a variable that its dashboard does not have.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// What is wrong with a text that names this variable. Grafana shows it as it is written, and nothing else comes of it.
pub(crate) fn found(name: &Text, help: String) -> Diagnostic {
    let message = format!("variable `{}` is not defined", **name);
    Diagnostic::new(&rules::UNFILLED_TEXT, name.span, message).help(help)
}
