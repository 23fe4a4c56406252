//! Which of two expressions is never more than the other, whatever the values are: the least of some values than their mean, that than
//! the largest, a lower quantile than a higher one.

use gaugewright_promql::{
    AggregateOp, Binary, DurationExpr, Expr, Func, Modifiers, RangeSelector, VectorSelector, print,
};

use crate::share;

/// How long Prometheus looks back for the value of now, by default.
const LOOKBACK: u64 = 300_000;

/// Where a value lies among those that it is taken from.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Least,
    Quantile(f64),
    /// Their mean, or one of them.
    Between,
    Most,
}

/// A value that is taken from others.
struct Taken {
    place: Place,
    /// From which, in words that say nothing of the place.
    of: String,
}

/// Whether the left side of an operator is never more than the right one, wherever the two meet.
pub(super) fn left_is_never_more(binary: &Binary) -> bool {
    pairs_alike(binary, &binary.lhs) && is_never_more(&binary.lhs, &binary.rhs)
}

/// The same of the right side.
pub(super) fn right_is_never_more(binary: &Binary) -> bool {
    pairs_alike(binary, &binary.rhs) && is_never_more(&binary.rhs, &binary.lhs)
}

/// Whether each value meets the one that is taken from the same.
fn pairs_alike(binary: &Binary, side: &Expr) -> bool {
    binary.fill.is_none() && (binary.matching.is_none() || share::pairs_alike(binary, side))
}

fn is_never_more(one: &Expr, other: &Expr) -> bool {
    if let (Expr::Vector(now), _) | (_, Expr::Vector(now)) = (one.without_parens(), other.without_parens()) {
        return is_among(now, other, Func::MaxOverTime) || is_among(now, one, Func::MinOverTime);
    }
    let (Some(one), Some(other)) = (taken(one), taken(other)) else { return false };
    one.of == other.of
        && match (one.place, other.place) {
            (Place::Quantile(low), Place::Quantile(high)) => low < high,
            (Place::Least, place) => place != Place::Least,
            (place, Place::Most) => place != Place::Most,
            _ => false,
        }
}

/// Whether a value of now is one of those of which the function gives the largest, or the smallest.
fn is_among(now: &VectorSelector, expr: &Expr, func: Func) -> bool {
    let Expr::Call(call) = expr.without_parens() else { return false };
    let Some(Expr::Range(range)) = call.args.first().map(Expr::without_parens) else { return false };
    let long = matches!(&range.range, DurationExpr::Literal(length) if length.millis >= LOOKBACK);
    let here = |modifiers: &Modifiers| modifiers.is_empty();
    call.is(func)
        && long
        && here(&now.modifiers)
        && here(&range.modifiers)
        && name(now).is_some_and(|of_now| name(&range.selector) == Some(of_now))
}

/// What a value is taken from, and which of these it is.
fn taken(expr: &Expr) -> Option<Taken> {
    let number = |expr: &Expr| match expr.without_parens() {
        Expr::Number(number) if (0.0..=1.0).contains(&number.value) => Some(Place::Quantile(number.value)),
        _ => None,
    };
    match expr.without_parens() {
        Expr::Aggregate(aggregate) => {
            let place = match aggregate.op.value {
                AggregateOp::Min => Place::Least,
                AggregateOp::Max => Place::Most,
                AggregateOp::Avg => Place::Between,
                AggregateOp::Quantile => number(aggregate.param.as_ref()?)?,
                _ => return None,
            };
            let grouping = aggregate.grouping.as_ref().map(share::grouping_names);
            Some(Taken { place, of: format!("{grouping:?} {}", print(&aggregate.expr)) })
        }
        Expr::Call(call) => {
            let (place, of) = match (call.function()?.func, call.args.as_slice()) {
                (Func::MinOverTime, [range]) => (Place::Least, range),
                (Func::MaxOverTime, [range]) => (Place::Most, range),
                (Func::AvgOverTime | Func::LastOverTime | Func::FirstOverTime, [range]) => {
                    (Place::Between, range)
                }
                (Func::QuantileOverTime, [quantile, range]) => (number(quantile)?, range),
                (Func::HistogramQuantile, [quantile, buckets]) => {
                    return Some(Taken {
                        place: number(quantile)?,
                        of: format!("buckets {}", print(buckets)),
                    });
                }
                _ => return None,
            };
            Some(Taken { place, of: samples(of) })
        }
        _ => None,
    }
}

/// A range in words. Series meet those with the same labels, so the matchers of a selector do not matter.
fn samples(range: &Expr) -> String {
    match range.without_parens() {
        Expr::Range(range) if range.selector.name.is_some() => {
            let selector = VectorSelector { matchers: Vec::new(), ..range.selector.clone() };
            print(&Expr::Range(Box::new(RangeSelector { selector, ..(**range).clone() })))
        }
        other => print(other),
    }
}

fn name(selector: &VectorSelector) -> Option<&str> {
    selector.name.as_ref().map(|name| name.value.as_str())
}
