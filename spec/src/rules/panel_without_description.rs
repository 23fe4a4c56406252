//! `panel-without-description`: a panel that does not say what it shows.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// What is wrong with a panel of this title.
pub(crate) fn found(title: &Text) -> Diagnostic {
    let message = format!("panel `{}` has no description", **title);
    Diagnostic::new(&rules::PANEL_WITHOUT_DESCRIPTION, title.span, message)
        .help("give it a `description`, or its query a `help`")
}
