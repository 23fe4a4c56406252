//! Queries that are made, not read. Nothing of them stands in the spec, so their spans are empty.

use crate::duration::Duration;
use crate::number::Number;
use crate::promql::{
    self, Aggregate, AggregateOp, Binary, BinaryOp, Call, DurationExpr, Expr, Grouping, GroupingKind, Label,
    MatchOp, Matcher, Matching, MatchingKind, Modifiers, NumberLiteral, Paren, RangeSelector, VectorSelector,
};
use crate::source::{Span, Spanned};

fn at<T>(value: T, span: Span) -> Spanned<T> {
    Spanned::new(value, span)
}

/// A selector of what is recorded or counted.
pub(super) fn selector(name: &str, matchers: Vec<Matcher>) -> VectorSelector {
    VectorSelector::of(name, matchers)
}

pub(super) fn vector(selector: &VectorSelector) -> Expr {
    Expr::Vector(Box::new(selector.clone()))
}

pub(super) fn matcher(label: &str, op: MatchOp, value: &str) -> Matcher {
    Matcher::made(label, op, value)
}

/// `name(selector[window])`, at the place of the selector.
pub(super) fn over(name: &str, selector: &VectorSelector, window: Duration) -> Expr {
    let span = selector.span;
    let range = promql::Duration { span, millis: window.as_millis(), text: window.to_string() };
    let range = RangeSelector {
        span,
        selector: selector.clone(),
        range: DurationExpr::Literal(range),
        brackets: span,
        modifiers: Modifiers::default(),
    };
    call(name, vec![Expr::Range(Box::new(range))])
}

pub(super) fn call(name: &str, args: Vec<Expr>) -> Expr {
    let span = args.first().map_or_else(Span::default, Expr::span);
    Expr::Call(Box::new(Call { span, name: at(name.into(), span), args }))
}

/// `sum by (labels) (expr)`.
pub(super) fn sum(by: &[String], expr: Expr) -> Expr {
    let span = expr.span();
    let labels: Vec<Label> = by.iter().map(|label| at(label.clone(), span)).collect();
    let grouping = (!labels.is_empty()).then_some(Grouping { span, kind: GroupingKind::By, labels });
    let op = at(AggregateOp::Sum, span);
    Expr::Aggregate(Box::new(Aggregate { span, op, grouping, param: None, expr }))
}

pub(super) fn binary(lhs: Expr, op: BinaryOp, rhs: Expr) -> Expr {
    let span = lhs.span();
    let op = at(op, span);
    Expr::Binary(Box::new(Binary { span, lhs, op, bool_modifier: None, matching: None, rhs }))
}

/// `lhs op on () rhs`.
pub(super) fn on_nothing(lhs: Expr, op: BinaryOp, rhs: Expr) -> Expr {
    let span = lhs.span();
    let matching = Matching { span, kind: MatchingKind::On, labels: Vec::new(), group: None };
    let op = at(op, span);
    Expr::Binary(Box::new(Binary { span, lhs, op, bool_modifier: None, matching: Some(matching), rhs }))
}

pub(super) fn paren(expr: Expr) -> Expr {
    Expr::Paren(Box::new(Paren { span: expr.span(), expr }))
}

/// A number as it is: a decimal, or the fraction if it has none.
pub(super) fn exact(number: Number) -> Expr {
    match number.decimal() {
        Some(text) => literal(number, text),
        None => {
            let (above, below) = number.parts();
            let part = |part| Number::fraction(part, 1).unwrap_or(Number::ONE);
            let whole = |number: Number| literal(number, number.to_string());
            binary(whole(part(above)), BinaryOp::Div, whole(part(below)))
        }
    }
}

fn literal(number: Number, text: String) -> Expr {
    Expr::Number(NumberLiteral { span: Span::default(), value: number.to_f64(), text })
}

/// `vector(number)`.
pub(super) fn constant(number: Number) -> Expr {
    call("vector", vec![exact(number)])
}
