//! What operators, aggregations and quantiles compute of numbers.

use gaugewright_spec::promql::{AggregateOp, BinaryOp};

use super::approx::Approx;

/// What a comparison says; nothing of other operators.
#[allow(clippy::float_cmp, reason = "as Prometheus does")]
pub(in crate::prometheus::rule_tests) fn comparison(op: BinaryOp) -> Option<fn(&f64, &f64) -> bool> {
    Some(match op {
        BinaryOp::Eq => f64::eq,
        BinaryOp::Ne => f64::ne,
        BinaryOp::Lt => f64::lt,
        BinaryOp::Le => f64::le,
        BinaryOp::Gt => f64::gt,
        BinaryOp::Ge => f64::ge,
        _ => return None,
    })
}

/// What an operator computes; nothing of those that are beyond us.
pub(in crate::prometheus::rule_tests) fn arithmetic(op: BinaryOp) -> Option<fn(f64, f64) -> f64> {
    use std::ops::{Add, Div, Mul, Rem, Sub};
    Some(match op {
        BinaryOp::Add => f64::add,
        BinaryOp::Sub => f64::sub,
        BinaryOp::Mul => f64::mul,
        BinaryOp::Div => f64::div,
        BinaryOp::Mod => f64::rem,
        _ => return None,
    })
}

/// The aggregations that are computed here.
pub(super) fn is_known(op: AggregateOp) -> bool {
    use AggregateOp::{Avg, Count, Group, Max, Min, Sum};
    matches!(op, Sum | Avg | Count | Group | Max | Min)
}

/// An aggregation of those that are there.
#[allow(clippy::needless_pass_by_value, reason = "an iterator is cheap to give away")]
pub(super) fn reduced(op: AggregateOp, values: impl Iterator<Item = Approx> + Clone) -> Option<Approx> {
    values.clone().next()?;
    #[allow(clippy::cast_precision_loss, reason = "a handful")]
    let count = values.clone().count() as f64;
    let are_few = values.clone().nth(2).is_none();
    let numbers = values.clone().map(|number| number.value);
    let error = values.clone().map(|number| number.error);
    Some(match op {
        AggregateOp::Sum | AggregateOp::Avg => {
            let sum: f64 = numbers.clone().sum();
            let is_exact = numbers.clone().all(|number| number.fract() == 0.0);
            let size: f64 = numbers.map(f64::abs).sum();
            // Added up in another order, a sum of three or more is another.
            let own = if is_exact || are_few { Approx::exact(sum) } else { Approx::near(sum, size) };
            let parts = if op == AggregateOp::Sum { 1.0 } else { count };
            Approx { value: sum / parts, error: (own.error + error.sum::<f64>()) / parts }
        }
        AggregateOp::Count => Approx::exact(count),
        AggregateOp::Max => {
            Approx { value: numbers.fold(f64::NEG_INFINITY, f64::max), error: error.fold(0.0, f64::max) }
        }
        AggregateOp::Min => {
            Approx { value: numbers.fold(f64::INFINITY, f64::min), error: error.fold(0.0, f64::max) }
        }
        _ => Approx::exact(1.0),
    })
}

/// As `bucketQuantile` of Prometheus computes it: linear within a bucket.
pub(super) fn quantile(share: f64, buckets: &[(f64, f64)]) -> Option<f64> {
    if !(0.0..=1.0).contains(&share) {
        return Some(share.signum() * f64::INFINITY);
    }
    let rank = share * buckets.last()?.1;
    let at = buckets.iter().position(|(_, count)| *count >= rank)?;
    let (bound, count) = buckets[at];
    if bound.is_infinite() {
        return Some(buckets.get(at.checked_sub(1)?)?.0);
    }
    let (low, before) = if at == 0 { (0.0, 0.0) } else { buckets[at - 1] };
    Some(low + (bound - low) * (rank - before) / (count - before))
}
