//! Making trees. Nothing of them stands in a text: spans are empty, or those of the parts that they are made of. Names and
//! values are escaped when a tree is printed, so any text is safe here.

use crate::ast::{
    Aggregate, At, AtTime, Binary, Call, DurationExpr, DurationLiteral, Expr, Grouping, GroupingKind, Label,
    Matcher, Matching, MatchingKind, Modifiers, Name, NumberLiteral, Paren, RangeSelector, StringLiteral,
    Subquery, Variable, VectorSelector,
};
use crate::duration::Duration;
use crate::functions::Func;
use crate::number::Number;
use crate::operator::{AggregateOp, BinaryOp, MatchOp};
use gaugewright_base::{Span, Spanned};

/// `label op "value"`
pub fn matcher(label: &str, op: MatchOp, value: &str) -> Matcher {
    let span = Span::default();
    // The printer quotes the value anew.
    let value = StringLiteral { span, value: value.into(), text: String::new() };
    Matcher { span, label: Name::new(label.into(), span), op: Spanned::new(op, span), value }
}

/// `name{matchers}`
pub fn selector(name: &str, matchers: Vec<Matcher>) -> VectorSelector {
    let span = Span::default();
    VectorSelector { name: Some(Name::new(name.into(), span)), ..any(matchers) }
}

/// `{matchers}`: series of any name.
pub fn any(matchers: Vec<Matcher>) -> VectorSelector {
    let span = Span::default();
    let braces = (!matchers.is_empty()).then_some(span);
    VectorSelector { span, name: None, braces, matchers, modifiers: Modifiers::default() }
}

/// `selector[range]`
pub fn range(selector: VectorSelector, range: impl Into<DurationExpr>) -> Expr {
    let span = selector.span;
    let modifiers = Modifiers::default();
    Expr::Range(Box::new(RangeSelector { span, selector, range: range.into(), brackets: span, modifiers }))
}

/// `(expr)[range:step]`
pub fn subquery(expr: Expr, range: impl Into<DurationExpr>, step: impl Into<DurationExpr>) -> Expr {
    let span = expr.span();
    Expr::Subquery(Box::new(Subquery {
        span,
        expr: if matches!(expr, Expr::Binary(_)) { paren(expr) } else { expr },
        range: range.into(),
        step: Some(step.into()),
        brackets: span,
        modifiers: Modifiers::default(),
    }))
}

/// `selector @ end()`
#[must_use]
pub fn at_end(mut selector: VectorSelector) -> VectorSelector {
    selector.modifiers.at = Some(At { span: selector.span, time: AtTime::End });
    selector
}

/// `func(selector[window])`
pub fn call_over(func: Func, selector: VectorSelector, window: impl Into<DurationExpr>) -> Expr {
    call(func, vec![range(selector, window)])
}

/// `$name`: a length of time that whoever asks knows.
pub fn window(name: &str) -> DurationExpr {
    DurationExpr::Variable(Variable::new(name.into(), Span::default()))
}

/// `func(args)`
pub fn call(func: Func, args: Vec<Expr>) -> Expr {
    let span = args.first().map_or_else(Span::default, Expr::span);
    Expr::Call(Box::new(Call { span, name: Spanned::new(func.name().into(), span), args }))
}

/// `op(expr)`
pub fn aggregate(op: AggregateOp, expr: Expr) -> Expr {
    aggregate_by(op, [""; 0], expr)
}

/// `op by (labels) (expr)`; without labels one value of all.
pub fn aggregate_by(op: AggregateOp, by: impl IntoIterator<Item: AsRef<str>>, expr: Expr) -> Expr {
    let span = expr.span();
    let labels: Vec<Label> = by.into_iter().map(|label| Name::new(label.as_ref().to_owned(), span)).collect();
    let grouping = (!labels.is_empty()).then_some(Grouping { span, kind: GroupingKind::By, labels });
    Expr::Aggregate(Box::new(Aggregate { span, op: Spanned::new(op, span), grouping, param: None, expr }))
}

/// `op(param, expr)`: `topk`, `quantile` and the like.
pub fn aggregate_with(op: AggregateOp, param: Expr, expr: Expr) -> Expr {
    let span = expr.span();
    let op = Spanned::new(op, span);
    Expr::Aggregate(Box::new(Aggregate { span, op, grouping: None, param: Some(param), expr }))
}

/// `lhs op rhs`. Parentheses are printed where the operators need them.
pub fn binary(lhs: Expr, op: BinaryOp, rhs: Expr) -> Expr {
    joined(lhs, op, None, rhs)
}

/// `lhs op on () rhs`: the one series of the right side meets every series of the left one.
pub fn binary_on_nothing(lhs: Expr, op: BinaryOp, rhs: Expr) -> Expr {
    let matching = Matching { span: lhs.span(), kind: MatchingKind::On, labels: Vec::new(), group: None };
    joined(lhs, op, Some(matching), rhs)
}

fn joined(lhs: Expr, op: BinaryOp, matching: Option<Matching>, rhs: Expr) -> Expr {
    let span = lhs.span();
    Expr::Binary(Box::new(Binary {
        span,
        lhs,
        op: Spanned::new(op, span),
        bool_modifier: None,
        matching,
        fill: None,
        rhs,
    }))
}

/// `(expr)`
pub fn paren(expr: Expr) -> Expr {
    Expr::Paren(Box::new(Paren { span: expr.span(), expr }))
}

/// A number exactly: a decimal, or the fraction if it has none.
pub fn number(number: Number) -> Expr {
    number_at(number, Span::default())
}

/// The same at a place: what it is written for.
pub fn number_at(number: Number, span: Span) -> Expr {
    let literal = |number: Number, text| Expr::Number(NumberLiteral { span, value: number.to_f64(), text });
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

/// A duration at a place.
pub(crate) fn duration_at(duration: Duration, span: Span) -> DurationExpr {
    let (millis, text) = (duration.as_millis(), duration.to_string());
    DurationExpr::Literal(DurationLiteral { span, millis, text })
}

impl From<Duration> for DurationExpr {
    fn from(duration: Duration) -> Self {
        duration_at(duration, Span::default())
    }
}

impl From<VectorSelector> for Expr {
    fn from(selector: VectorSelector) -> Self {
        Self::Vector(Box::new(selector))
    }
}

impl Matcher {
    /// Whether it stands in no text: what is written is not empty.
    pub fn is_made(&self) -> bool {
        self.span.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, normal, parse, print};

    #[test]
    fn what_is_made_can_be_read() {
        let hostile = matcher("path", MatchOp::Regex, "a\\.b\"}\n");
        let calls = || selector("calls_total", vec![hostile.clone()]);
        let rate = call(Func::Rate, vec![range(calls(), Duration::from_secs(300))]);
        let sum = aggregate_by(AggregateOp::Sum, ["by", "a b"], rate);
        let half = Number::fraction(1, 2).unwrap();
        let made = binary(
            aggregate_with(AggregateOp::Topk, number(Number::integer(3)), sum),
            BinaryOp::Mul,
            binary_on_nothing(number(half), BinaryOp::Add, paren(any(vec![hostile.clone()]).into())),
        );
        let text = print(&made);
        assert_eq!(
            text,
            "topk(3, sum by (by, \"a b\") (rate(calls_total{path=~\"a\\\\.b\\\"}\\n\"}[5m]))) * \
             (0.5 + on () ({path=~\"a\\\\.b\\\"}\\n\"}))"
        );
        assert_eq!(normal(&parse(&text, Dialect::default()).unwrap()), normal(&made));
    }

    #[test]
    fn numbers_are_exact() {
        for (above, below, text) in [(1, 2, "0.5"), (1, 3, "1 / 3"), (7, 1, "7")] {
            assert_eq!(print(&number(Number::fraction(above, below).unwrap())), text);
        }
    }
}
