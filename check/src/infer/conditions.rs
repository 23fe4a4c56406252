//! Conditions that exclude each other: on one value, on a part and its whole, on the least and the largest of some values.

use super::{Checker, idle};
use crate::{Diagnostic, Ty, order, rules, share};
use gaugewright_promql::{Binary, BinaryOp, Expr, Func, LabelsOf, print, rewrite};

impl Checker<'_> {
    /// Two conditions around `and` that nothing fulfils at once.
    pub(super) fn contradiction(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        // What lets nothing through by itself has been reported.
        if binary.op.value != BinaryOp::And || left.bounds.is_empty() || right.bounds.is_empty() {
            return;
        }
        // What has no labels is one value, whatever is matched.
        let is_single = right.labels.names().next().is_none() && !right.labels.is_open();
        let (other, second) = limits(&binary.rhs);
        for condition in conjuncts(&binary.lhs, is_single) {
            let (one, first) = limits(condition);
            let matching = binary.matching.clone().filter(|_| !is_single);
            let pair = Binary { lhs: one.clone(), rhs: other.clone(), matching, ..binary.clone() };
            let meets = is_single || binary.matching.is_none();
            let message = if meets && is_one_value(one, other) {
                first.excludes(second, 1.0).or_else(|| second.excludes(first, 1.0)).map(|()| ONE)
            } else {
                self.part_excludes(&pair, first, second).or_else(|| order_excludes(&pair, first, second))
            };
            if let Some((note, help)) = message {
                let text = "nothing fulfils both of these conditions";
                let diagnostic = Diagnostic::new(&rules::NEVER_TRUE, binary.op.span, text)
                    .also(condition.span(), "this one")
                    .also(binary.rhs.span(), "and this one")
                    .note(note);
                self.report(diagnostic.help(help));
                return;
            }
        }
    }

    /// A part for which more is asked than for its whole.
    fn part_excludes(&self, pair: &Binary, first: Limits, second: Limits) -> Option<Words> {
        let largest = share::largest(self.vocabulary, pair);
        let found = largest.and_then(|factor| second.excludes(first, factor)).or_else(|| {
            let factor = share::smallest(self.vocabulary, pair)?.recip();
            first.excludes(second, factor)
        });
        // Of values below zero a part can be more than its whole.
        let positive = |side: &Expr| self.quietly(side).bounds.low >= 0.0;
        found.filter(|()| positive(&pair.lhs) && positive(&pair.rhs)).map(|()| PART)
    }

    /// The type of an expression about which everything has been said.
    pub(super) fn quietly(&self, expr: &Expr) -> Ty {
        Checker::new(self.vocabulary, self.scope, &mut Vec::new()).expr(expr)
    }
}

/// Why, and what to do.
type Words = (&'static str, &'static str);

const ONE: Words =
    ("both are about one value", "write `or` if one of them is enough, or exchange the two comparisons");
const PART: Words = (
    "one is about a part of what the other one is about, and a part is never more than its whole",
    "ask for less of the part, or for more of the whole",
);
const ORDER: Words = (
    "the one is never more than the other, whatever the values are",
    "exchange the two comparisons, or write `or` if one of them is enough",
);

fn order_excludes(pair: &Binary, first: Limits, second: Limits) -> Option<Words> {
    let excludes = if order::left_is_never_more(pair) {
        second.excludes(first, 1.0)
    } else if order::right_is_never_more(pair) {
        first.excludes(second, 1.0)
    } else {
        None
    };
    excludes.map(|()| ORDER)
}

/// The conditions that have to hold for the same labels, or all of them, if `all`: those around `and`.
fn conjuncts(expr: &Expr, all: bool) -> Vec<&Expr> {
    match expr.without_parens() {
        Expr::Binary(and) if and.op.value == BinaryOp::And && (all || and.matching.is_none()) => {
            [&and.lhs, &and.rhs].into_iter().flat_map(|side| conjuncts(side, all)).collect()
        }
        other => vec![other],
    }
}

/// Whether two expressions are one value for each set of labels: they are the same, or read the same series in the same way, one by
/// one, so that those that meet have the labels of both.
fn is_one_value(one: &Expr, other: &Expr) -> bool {
    !matches!(one, Expr::Number(_))
        && (print(one) == print(other) || each(one).is_some_and(|one| Some(one) == each(other)))
}

/// What is done with each series by itself, without the matchers that choose them.
fn each(expr: &Expr) -> Option<String> {
    let one_by_one = expr.parts().all(|part| match part {
        Expr::Vector(selector) => selector.name.is_some(),
        Expr::Range(range) => range.selector.name.is_some(),
        Expr::Call(call) => {
            let labels = call.facts().map(|facts| facts.labels);
            matches!(labels, Some(LabelsOf::WithoutName | LabelsOf::All)) && !call.is(Func::Scalar)
        }
        Expr::Binary(binary) => {
            [&binary.lhs, &binary.rhs].iter().any(|side| matches!(side.without_parens(), Expr::Number(_)))
        }
        Expr::Aggregate(_) | Expr::Subquery(_) => false,
        _ => true,
    });
    let mut bare = expr.clone();
    rewrite::selectors(&mut bare, |selector| selector.matchers.clear());
    one_by_one.then(|| print(&bare))
}

/// Between which numbers a value has to lie.
#[derive(Clone, Copy)]
struct Limits {
    low: f64,
    /// Whether it has to be above.
    above: bool,
    high: f64,
    /// Whether it has to be below.
    below: bool,
}

impl Limits {
    const NONE: Self = Self { low: f64::NEG_INFINITY, above: false, high: f64::INFINITY, below: false };

    fn with(self, op: BinaryOp, number: f64) -> Self {
        match op {
            BinaryOp::Gt if number >= self.low => Self { low: number, above: true, ..self },
            BinaryOp::Ge if number > self.low => Self { low: number, above: false, ..self },
            BinaryOp::Lt if number <= self.high => Self { high: number, below: true, ..self },
            BinaryOp::Le if number < self.high => Self { high: number, below: false, ..self },
            BinaryOp::Eq => self.with(BinaryOp::Ge, number).with(BinaryOp::Le, number),
            _ => self,
        }
    }

    /// Whether no value of these, times a positive factor, reaches one of the other.
    #[allow(clippy::float_cmp, reason = "what Prometheus compares exactly is compared exactly here")]
    fn excludes(self, other: Self, factor: f64) -> Option<()> {
        let most = self.high * factor;
        (other.low > most || other.low == most && (other.above || self.below)).then_some(())
    }
}

/// What is compared with numbers, without these comparisons, and what they ask for.
fn limits(expr: &Expr) -> (&Expr, Limits) {
    let number = |side: &Expr| match side.without_parens() {
        Expr::Number(number) if !number.value.is_nan() => Some(number.value),
        _ => None,
    };
    let expr = expr.without_parens();
    let Expr::Binary(binary) = expr else { return (expr, Limits::NONE) };
    let op = binary.op.value;
    if !op.is_comparison() || binary.bool_modifier.is_some() || idle::are_same(binary) {
        return (expr, Limits::NONE);
    }
    let (side, op, number) = match (number(&binary.lhs), number(&binary.rhs)) {
        (None, Some(number)) => (&binary.lhs, op, number),
        (Some(number), None) => match op.mirrored() {
            Some(op) => (&binary.rhs, op, number),
            None => return (expr, Limits::NONE),
        },
        _ => return (expr, Limits::NONE),
    };
    let (inner, limits) = limits(side);
    (inner, limits.with(op, number))
}
