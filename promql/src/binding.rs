//! Where the text of a tree needs parentheses to be read as the same tree.

use crate::ast::{DurationExpr, Expr, Offset, Side};
use crate::operator::{BinaryOp, UnaryOp};

/// Binding strength of whatever is no operator.
const ATOM: u8 = u8::MAX;

/// How tight an expression holds together.
fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(binary) => binary.op.precedence(),
        _ if is_signed(expr) => UnaryOp::PRECEDENCE,
        _ if takes_what_follows(expr) => BinaryOp::Eq.precedence(),
        _ => ATOM,
    }
}

/// Whether the text starts with a sign. Numbers have none, unless a constant was put in.
fn is_signed(expr: &Expr) -> bool {
    match expr {
        Expr::Unary(_) => true,
        Expr::Number(number) if number.text.is_empty() => number.value.is_sign_negative(),
        Expr::Number(number) => number.text.starts_with(['+', '-']),
        _ => false,
    }
}

/// Whether the side of an operator needs parentheses.
pub(crate) fn side_needs_parens(op: BinaryOp, expr: &Expr, side: Side) -> bool {
    let (own, inner) = (op.precedence(), precedence(expr));
    match side {
        Side::Left => inner < own || (inner == own && op.groups_right()),
        // A sign is where an operand may start, however tight the operator in front binds.
        Side::Right => {
            let equal = inner == own && matches!(expr, Expr::Binary(_));
            !is_signed(expr) && (inner < own || (equal && !op.groups_right()))
        }
    }
}

/// Whether arithmetic behind it would be taken for a part of its offset: `x offset (5m) + 1`.
fn takes_what_follows(expr: &Expr) -> bool {
    let modifiers = match expr {
        Expr::Vector(node) => &node.modifiers,
        Expr::Range(node) => &node.modifiers,
        Expr::Subquery(node) => &node.modifiers,
        _ => return false,
    };
    let Some(Offset { negative: false, duration: DurationExpr::Computed(expr), .. }) = &modifiers.offset
    else {
        return false;
    };
    opens(expr) || offset_needs_parens(false, expr)
}

/// Whether an offset starts in such a way that all arithmetic behind it belongs to it.
fn opens(offset: &Expr) -> bool {
    match offset {
        Expr::Paren(_) => true,
        Expr::Unary(unary) => matches!(unary.expr, Expr::Unary(_)),
        Expr::Binary(binary) => opens(&binary.lhs),
        _ => false,
    }
}

/// Whether an offset needs parentheses to be read as a whole.
pub(crate) fn offset_needs_parens(negative: bool, offset: &Expr) -> bool {
    match offset {
        Expr::Binary(_) => negative || !opens(offset),
        Expr::Unary(unary) => negative || precedence(&unary.expr) != ATOM && !opens(offset),
        _ => false,
    }
}

/// Whether what a sign applies to needs parentheses.
pub(crate) fn sign_needs_parens(expr: &Expr) -> bool {
    precedence(expr) <= UnaryOp::PRECEDENCE && !is_signed(expr)
}

/// Whether the inside of a subquery needs parentheses: brackets and modifiers bind tightest, and a variable in front of them
/// would be the name of a metric.
pub(crate) fn subquery_needs_parens(expr: &Expr) -> bool {
    precedence(expr) != ATOM || matches!(expr, Expr::Variable(_))
}
