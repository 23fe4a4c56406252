//! Whether the values of a query can fall below zero: an axis that starts at zero shows how large a value
//! is, one that starts elsewhere only how it changes.

use gaugewright_spec::kind::Instrument;
use gaugewright_spec::model::{Series, Spec};
use gaugewright_spec::promql::{
    Aggregate, AggregateOp, Binary, BinaryOp, BoundsOf, Call, Expr, Func, UnitOf, VectorSelector,
};
use gaugewright_spec::unit::{Base, Nature, Unit};

/// Where an axis starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Floor {
    /// Where the values start: temperatures, differences, points in time.
    Open,
    /// At zero, unless a value is below it after all: gauges that count something.
    Soft,
    /// At zero: nothing can be below it.
    Zero,
}

/// The floor of a query's values.
pub(super) fn of(expr: &Expr, spec: &Spec) -> Floor {
    match expr {
        Expr::Number(number) if number.value >= 0.0 => Floor::Zero,
        Expr::Vector(selector) => of_series(selector, spec),
        Expr::Range(node) => of_series(&node.selector, spec),
        Expr::Subquery(node) => of(&node.expr, spec),
        Expr::Paren(node) => of(&node.expr, spec),
        Expr::Aggregate(node) => of_aggregate(node, spec),
        Expr::Call(node) => of_call(node, spec),
        Expr::Binary(node) => of_binary(node, spec),
        // A variable of the dashboard may be anything.
        Expr::Number(_) | Expr::String(_) | Expr::Variable(_) | Expr::Unary(_) => Floor::Open,
    }
}

fn of_aggregate(node: &Aggregate, spec: &Spec) -> Floor {
    match node.op.value {
        AggregateOp::Count
        | AggregateOp::CountValues
        | AggregateOp::Group
        | AggregateOp::Stddev
        | AggregateOp::Stdvar => Floor::Zero,
        _ => of(&node.expr, spec),
    }
}

fn of_call(node: &Call, spec: &Spec) -> Floor {
    let Some(facts) = node.facts() else { return Floor::Open };
    let series =
        node.args.iter().find(|arg| !matches!(arg.without_parens(), Expr::Number(_) | Expr::String(_)));
    let input = || series.or(node.args.first()).map_or(Floor::Open, |arg| of(arg, spec));
    match facts.bounds {
        // Of counters, which only grow.
        BoundsOf::Growth | BoundsOf::Observed | BoundsOf::Abs => Floor::Zero,
        BoundsOf::Between(low, _) if low >= 0.0 && facts.unit != UnitOf::Timestamp => Floor::Zero,
        BoundsOf::AtLeast => node.args.get(1).map_or(Floor::Open, |least| of(least, spec)),
        _ if node.is(Func::Round) => input(),
        BoundsOf::Input
        | BoundsOf::Sum
        | BoundsOf::Quantile
        | BoundsOf::Ceil
        | BoundsOf::Floor
        | BoundsOf::AtMost
        | BoundsOf::Clamp => input(),
        BoundsOf::Any | BoundsOf::Between(..) | BoundsOf::Sign => Floor::Open,
    }
}

fn of_binary(node: &Binary, spec: &Spec) -> Floor {
    let (left, right) = (of(&node.lhs, spec), of(&node.rhs, spec));
    match node.op.value {
        BinaryOp::Add | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow | BinaryOp::Or => left.min(right),
        BinaryOp::Sub if is_one(&node.lhs) && right == Floor::Zero => Floor::Zero,
        BinaryOp::Mod | BinaryOp::And | BinaryOp::Unless => left,
        op if op.is_comparison() => {
            if node.bool_modifier.is_some() {
                Floor::Zero
            } else {
                left
            }
        }
        _ => Floor::Open,
    }
}

/// `1 - share` is a share again.
fn is_one(expr: &Expr) -> bool {
    matches!(expr.without_parens(), Expr::Number(number) if number.value.to_bits() == 1.0_f64.to_bits())
}

fn of_series(selector: &VectorSelector, spec: &Spec) -> Floor {
    let Some(name) = &selector.name else {
        return Floor::Open;
    };
    match spec.metrics.series(name) {
        Some(Series { metric, part }) => match part.instrument {
            Instrument::Counter
            | Instrument::Bucket
            | Instrument::Count
            | Instrument::Sum
            | Instrument::Info => Floor::Zero,
            Instrument::Gauge | Instrument::Quantile | Instrument::Unknown => of_gauge(metric.unit.as_ref()),
        },
        None if name.value == "up" => Floor::Zero,
        None => Floor::Open,
    }
}

fn of_gauge(unit: Option<&Unit>) -> Floor {
    match unit {
        Some(unit) if unit.nature() == Nature::Timestamp => Floor::Open,
        Some(unit) if unit.is_share() => Floor::Zero,
        Some(unit) if unit.dimension().keys().all(|base| matches!(base, Base::Byte | Base::Second)) => {
            if unit.is_dimensionless() { Floor::Soft } else { Floor::Zero }
        }
        Some(unit) if unit.dimension().contains_key(&Base::Named("celsius".into())) => Floor::Open,
        // Things that are counted, and gauges that do not say what they measure.
        Some(_) | None => Floor::Soft,
    }
}
