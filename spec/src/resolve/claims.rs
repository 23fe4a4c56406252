//! What authors say of a query, against what follows from it: its unit, that it is a share, a threshold on it.

use super::queries::{Parsed, QueryContext};
use crate::check::Ty;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::quantity::Quantity;
use crate::rules;
use crate::unit::Unit;

impl QueryContext<'_, '_> {
    /// What the author says is the unit, against what follows from the metrics. Without a metric's unit nothing follows.
    pub(super) fn declared_unit(&mut self, written: &Text, unit: &Unit, ty: &Ty) {
        let Some(found) = ty.unit.as_ref().filter(|_| ty.is_measured()) else { return };
        if found.shares_axis(unit) && found.scale() == unit.scale() {
            return;
        }
        let message = format!("the query gives values in {found}, not in {unit}");
        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, written.span, message);
        let help = if unit.is_share() && *found == Unit::one() {
            "multiply by 100, or say it where the metric is: `unit: percent`".into()
        } else if found.is_comparable(unit) {
            format!("convert the values in the query, or write `{found}`")
        } else {
            "leave it out, for it follows from the metrics; if one of these has the wrong unit or none, say it there".into()
        };
        self.resolver.report(diagnostic.help(help));
    }

    /// A bare number on a share counts wholes: `90` is ninety times the whole. Of shares that nobody calls so, such as a day over the
    /// day before, a small multiple may be meant.
    pub(super) fn bare_share(&mut self, text: &QuantityText, quantity: &Quantity, query: &Parsed) {
        let least = if query.is_called_share { Number::ONE } else { Number::integer(10) };
        let share = query.ty.unit.as_ref().is_some_and(|unit| unit.is_share() && unit.scale() == Number::ONE);
        if !share || quantity.unit.is_some() || quantity.number <= least {
            return;
        }
        let Some(percent) = quantity.number.times(Number::integer(100)) else { return };
        let message = format!("`{quantity}` compared with a ratio is {percent}%");
        let help = format!("write `{quantity}%`, or `{percent}%` if that is meant");
        self.resolver.report(Diagnostic::new(&rules::UNIT_MISMATCH, text.0.span, message).help(help));
    }
}
