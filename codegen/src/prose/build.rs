//! Queries that are made, not read.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{
    self, Aggregate, AggregateOp, Binary, BinaryOp, Call, DurationExpr, Expr, Grouping, GroupingKind,
    Modifiers, NumberLiteral, RangeSelector,
};
use gaugewright_spec::source::{Span, Spanned};

/// `sum by (labels) (expr)`; without labels one value of all.
pub(super) fn aggregated(op: AggregateOp, labels: &[&str], expr: Expr) -> Expr {
    let span = Span::default();
    let labels: Vec<_> = labels.iter().map(|label| Spanned::new((*label).to_owned(), span)).collect();
    let grouping =
        if labels.is_empty() { None } else { Some(Grouping { span, kind: GroupingKind::By, labels }) };
    let op = Spanned::new(op, span);
    Expr::Aggregate(Box::new(Aggregate { span, op, grouping, param: None, expr }))
}

/// `topk(most, expr)`
pub(super) fn top(most: i64, expr: Expr) -> Expr {
    let span = Span::default();
    let op = Spanned::new(AggregateOp::Topk, span);
    let param = Some(number(Number::integer(most)));
    Expr::Aggregate(Box::new(Aggregate { span, op, grouping: None, param, expr }))
}

/// `function(arguments)`
pub(super) fn called(function: &str, args: Vec<Expr>) -> Expr {
    let span = Span::default();
    Expr::Call(Box::new(Call { span, name: Spanned::new(function.to_owned(), span), args }))
}

/// `lhs op rhs`
pub(super) fn binary(lhs: Expr, op: BinaryOp, rhs: Expr) -> Expr {
    let (span, op) = (Span::default(), Spanned::new(op, Span::default()));
    Expr::Binary(Box::new(Binary { span, lhs, op, bool_modifier: None, matching: None, rhs }))
}

/// A number.
pub(super) fn number(value: Number) -> Expr {
    Expr::Number(NumberLiteral { span: Span::default(), value: value.to_f64(), text: value.to_string() })
}

/// `selector[range]`; what is no selector stays as it is.
pub(super) fn range(selector: Expr, range: Duration) -> Expr {
    let Expr::Vector(selector) = selector else { return selector };
    Expr::Range(Box::new(RangeSelector {
        span: Span::default(),
        selector: *selector,
        range: duration(range),
        brackets: Span::default(),
        modifiers: Modifiers::default(),
    }))
}

/// A duration.
pub(super) fn duration(duration: Duration) -> DurationExpr {
    let (millis, text) = (duration.as_millis(), duration.to_string());
    DurationExpr::Literal(promql::Duration { span: Span::default(), millis, text })
}
