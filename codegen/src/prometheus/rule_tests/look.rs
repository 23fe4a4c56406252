//! What a query says of itself: its windows, the labels it groups by, what it compares within.

use std::collections::BTreeSet;

use gaugewright_spec::promql::{Call, Expr, Func, GroupingKind, MatchingKind, UnaryOp};

use super::plan::arithmetic;
use super::selector::{Selector, selectors};

/// The lengths of time that a query names, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    pub(super) ranges: BTreeSet<u64>,
    pub(super) offsets: BTreeSet<u64>,
    /// Whether it looks at series at once, and not over a range: then these must not be old.
    pub(super) at_once: bool,
}

/// The lengths of time that a query names; nothing if one is a variable.
pub(super) fn lengths(expr: &Expr) -> Option<Lengths> {
    let mut lengths = Lengths::default();
    for (window, _) in expr.windows() {
        lengths.ranges.insert(window.millis()?);
    }
    for offset in expr.modifiers().filter_map(|modifiers| modifiers.offset.as_ref()) {
        lengths.offsets.insert(offset.duration.millis()?);
    }
    lengths.at_once = expr.parts().any(|part| matches!(part, Expr::Vector(_)));
    Some(lengths)
}

/// Whether a query makes one of the series of each instance, and keeps instances apart.
pub(super) fn folds_instances(expr: &Expr) -> bool {
    expr.aggregates().filter_map(|aggregate| aggregate.grouping.as_ref()).any(|grouping| {
        let is_named = grouping.labels.iter().any(|label| label.value == "instance");
        is_named == (grouping.kind == GroupingKind::By)
    })
}

/// The number that a query is, if it is one: `14.4 * 0.001`.
pub(super) fn constant(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(number) => Some(number.value),
        Expr::Paren(paren) => constant(&paren.expr),
        Expr::Unary(unary) => constant(&unary.expr)
            .map(|number| if unary.op.value == UnaryOp::Minus { -number } else { number }),
        Expr::Binary(binary) => {
            let (left, right) = (constant(&binary.lhs)?, constant(&binary.rhs)?);
            arithmetic(binary.op.value).map(|of| of(left, right))
        }
        _ => None,
    }
}

/// The numbers of a query.
pub(super) fn numbers(expr: &Expr) -> Vec<f64> {
    match constant(expr) {
        Some(number) => vec![number],
        None => expr.children().flat_map(numbers).collect(),
    }
}

/// The labels that a query groups by and joins on.
pub(super) fn named(expr: &Expr) -> BTreeSet<String> {
    let labels = |part: &Expr| match part {
        Expr::Aggregate(node) => {
            let by = node.grouping.clone().filter(|grouping| grouping.kind == GroupingKind::By);
            by.map(|grouping| grouping.labels)
        }
        Expr::Binary(node) => {
            let on = node.matching.clone().filter(|matching| matching.kind == MatchingKind::On);
            on.map(|matching| matching.labels)
        }
        _ => None,
    };
    expr.parts().filter_map(labels).flatten().map(|label| label.value).collect()
}

/// The quantile that a query computes of a histogram, if it is one.
pub(super) fn quantile(expr: &Expr) -> Option<f64> {
    let of_call = |call: &Call| match call.args.first().map(Expr::without_parens) {
        Some(Expr::Number(quantile)) if call.is(Func::HistogramQuantile) => Some(quantile.value),
        _ => None,
    };
    expr.calls().filter_map(of_call).last()
}

/// What is compared with a number somewhere within a query, and the number.
pub(super) fn inner_comparison(expr: &Expr) -> Option<(Vec<Selector>, f64)> {
    let of_part = |part: &Expr| match part {
        Expr::Binary(binary) if binary.op.value.is_comparison() => {
            let bound = constant(&binary.rhs)?;
            Some(selectors(&binary.lhs).map(|inside| (inside, bound)))
        }
        _ => None,
    };
    expr.parts().filter_map(of_part).last()?
}
