//! When an alert fires: its threshold, in the unit of its query and within its reach.

use super::queries::{Parsed, QueryContext};
use super::thresholds::Level;
use crate::check;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Comparison, Condition, Threshold};
use crate::number::Number;
use crate::promql::build::{binary, number_at, paren};
use crate::promql::{BinaryOp, Expr};
use crate::quantity::Quantity;
use crate::rules::{self, alert_without_condition, always_true, loose_share};
use crate::source::Span;

/// When a level of an alert fires; nothing if its query alone does not say that, which is reported.
pub(super) fn condition(
    uses: &mut QueryContext<'_, '_>,
    name: &Text,
    level: &Level<'_>,
    query: &Parsed,
) -> Option<Condition> {
    let Some((comparison, text)) = level.threshold else {
        // `vector(1)`, which reads nothing, fires always, and is written for that. Of what nobody knows, series may come and go.
        let is_known = uses.vocabulary.knows_all(&query.expr);
        if is_known && !query.ty.conditional && !is_constant(&query.expr) {
            uses.resolver.report(alert_without_condition::found(name, &query.expr));
        }
        return Some(Condition::AnySeries);
    };
    let quantity = uses.resolver.quantity(text)?;
    // What cannot be compared has been reported; where that is silenced, the number counts.
    let Some(number) = uses.resolver.quantity_in(text, query.ty.unit.as_ref()) else {
        let number = quantity.in_base_units()?;
        return Some(Condition::Threshold(Threshold { comparison, number, quantity }));
    };
    bare_seconds(uses, text, &quantity, number, query);
    per_byte(uses, text, &quantity, query);
    exact_growth(uses, text, comparison, number, query);
    if let Some(found) = always_true::of_threshold(text.0.span, operator(comparison), number, &query.ty) {
        uses.resolver.report(found);
    } else {
        uses.bare_share(text, &quantity, query);
        let claimed =
            !query.is_called_share && quantity.unit.as_ref().is_some_and(crate::unit::Unit::is_share);
        if let Some(matcher) = check::loose(uses.vocabulary, &query.expr).filter(|_| claimed) {
            uses.resolver.report(loose_share::in_query(text.0.span, matcher));
        }
    }
    Some(Condition::Threshold(Threshold { comparison, number, quantity }))
}

/// Reports a number that was meant in milliseconds.
fn bare_seconds(
    uses: &mut QueryContext<'_, '_>,
    text: &QuantityText,
    quantity: &Quantity,
    number: Number,
    query: &Parsed,
) {
    let help = match quantity.unit {
        None => check::milliseconds(uses.vocabulary, &query.ty, number.to_f64()),
        Some(_) => None,
    };
    if let Some(help) = help {
        let message = format!("`{quantity}` without a unit is {quantity} seconds here");
        let diagnostic = Diagnostic::new(&rules::BARE_SECONDS, text.0.span, message);
        uses.resolver.report(diagnostic.help(help));
    }
}

/// Reports a count that is divided by bytes and compared like a share.
fn per_byte(uses: &mut QueryContext<'_, '_>, text: &QuantityText, quantity: &Quantity, query: &Parsed) {
    let bare = quantity.number.to_f64();
    let Some(unit) = check::per_byte(&query.ty, bare).filter(|_| quantity.unit.is_none()) else { return };
    let message = format!("`{quantity}` reads as a share of a whole, and these are values in {unit}");
    let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.0.span, message);
    uses.resolver.report(diagnostic.help(check::DIVIDE_ALIKE));
}

/// Reports growth that has to be one exact number.
fn exact_growth(
    uses: &mut QueryContext<'_, '_>,
    text: &QuantityText,
    comparison: Comparison,
    number: Number,
    query: &Parsed,
) {
    let Comparison::Equals = comparison else { return };
    if let Some(help) = check::exact_growth(&query.ty, number.to_f64()) {
        let message = "`equals` asks for one exact number, and growth hardly ever is one";
        let diagnostic = Diagnostic::new(&rules::EXACT_GROWTH, text.0.span, message);
        uses.resolver.report(diagnostic.note(check::EXTRAPOLATED).help(help));
    }
}

/// Whether it is a vector that reads no series.
fn is_constant(expr: &Expr) -> bool {
    expr.selectors().next().is_none()
}

fn operator(comparison: Comparison) -> BinaryOp {
    match comparison {
        Comparison::Above => BinaryOp::Gt,
        Comparison::AtLeast => BinaryOp::Ge,
        Comparison::Below => BinaryOp::Lt,
        Comparison::AtMost => BinaryOp::Le,
        Comparison::Equals => BinaryOp::Eq,
    }
}

/// The expression of the rule: the query, compared with the threshold.
pub(super) fn rule_expr(query: Expr, condition: &Condition) -> Expr {
    let Condition::Threshold(threshold) = condition else {
        return query;
    };
    let span = query.span();
    let op = operator(threshold.comparison);
    // Whatever binds less tightly than a comparison needs parentheses on its left.
    let lhs = match query {
        Expr::Binary(ref binary) if binary.op.value.precedence() <= op.precedence() => paren(query),
        other => other,
    };
    binary(lhs, op, threshold_expr(threshold, span))
}

/// A threshold that is no finite decimal is written as the division it is: `1M tokens/h` is `1000000 / 3600`.
fn threshold_expr(threshold: &Threshold, span: Span) -> Expr {
    let quotient = division(threshold.number, &threshold.quantity);
    match (threshold.number.decimal(), quotient) {
        (None, Some((above, below))) => binary(number_at(above, span), BinaryOp::Div, number_at(below, span)),
        _ => number_at(threshold.number, span),
    }
}

/// The number as written over what one unit has of the query's.
fn division(number: Number, quantity: &Quantity) -> Option<(Number, Number)> {
    let divisor = quantity.number.over(number)?;
    divisor.decimal().is_some().then_some((quantity.number, divisor))
}
