//! `foreign-line`: a panel with the threshold of an alert on something else. The line means something where its query is drawn.

use std::collections::BTreeSet;

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Alert, Target};
use crate::unit::Unit;
use crate::{rules, suggest};

/// Looks at a panel that names this alert and shows its values in this unit.
pub(crate) fn find(
    name: &Text,
    alert: &Alert,
    unit: Option<&Unit>,
    targets: &[Target],
) -> Option<Diagnostic> {
    // Other dimensions are an error of their own.
    if unit.zip(alert.ty.unit.as_ref()).is_some_and(|(panel, own)| !panel.is_comparable(own)) {
        return None;
    }
    let watched: BTreeSet<&str> = alert.expr.series_names().collect();
    let drawn: BTreeSet<&str> = targets.iter().flat_map(|target| target.expr.series_names()).collect();
    if watched.is_empty() || watched.iter().any(|metric| drawn.contains(metric)) {
        return None;
    }
    let watched = suggest::list(watched.iter().copied());
    let message = format!("alert `{}` watches {watched}, which this panel does not draw", **name);
    let diagnostic = Diagnostic::new(&rules::FOREIGN_LINE, name.span, message);
    Some(diagnostic.help("name an alert on what this panel shows, or draw a `line`"))
}
