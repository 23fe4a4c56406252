//! Whether the values of a query can fall below zero: an axis that starts at zero shows how large a value
//! is, one that starts elsewhere only how it changes.

use gaugewright_spec::kind::Instrument;
use gaugewright_spec::model::{Series, Spec};
use gaugewright_spec::promql::{Aggregate, AggregateOp, Binary, BinaryOp, Call, Expr, VectorSelector};
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
    match node.name.value.as_str() {
        // All of these count, or measure counters, which only grow.
        "rate" | "irate" | "increase" | "resets" | "changes" | "count_over_time" | "present_over_time"
        | "absent" | "absent_over_time" | "histogram_quantile" | "histogram_count" | "histogram_fraction"
        | "histogram_avg" | "abs" | "sqrt" | "stddev_over_time" | "stdvar_over_time" => Floor::Zero,
        "sum_over_time" | "avg_over_time" | "max_over_time" | "min_over_time" | "last_over_time"
        | "quantile_over_time" | "sort" | "sort_desc" | "label_replace" | "label_join" | "ceil" | "floor"
        | "round" | "clamp" | "clamp_max" | "scalar" | "vector" => {
            // The first argument that is an expression over series decides; `quantile_over_time` has it second.
            let second = node.name.value == "quantile_over_time";
            node.args.get(usize::from(second)).map_or(Floor::Open, |arg| of(arg, spec))
        }
        "clamp_min" => node.args.get(1).map_or(Floor::Open, |least| of(least, spec)),
        _ => Floor::Open,
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
