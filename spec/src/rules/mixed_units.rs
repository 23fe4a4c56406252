//! `mixed-units`: values of different dimensions on one axis, which has one scale.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::unit::Unit;

/// Looks at the units of the series on one axis of a panel.
pub(crate) fn find<'u>(title: &Text, mut units: impl Iterator<Item = &'u Unit>) -> Option<Diagnostic> {
    let first = units.next()?;
    let other = units.find(|unit| !unit.shares_axis(first))?;
    let message = format!("one axis for values in {first} and in {other}");
    let diagnostic = Diagnostic::new(&rules::MIXED_UNITS, title.span, message);
    Some(diagnostic.help("give one of the queries `axis: right`, or make two panels of it"))
}
