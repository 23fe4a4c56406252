//! The unit of what an operator gives, and numbers that are conversions.

use super::Ty;
use super::bounds::Bounds;
use crate::number::Number;
use crate::promql::{BinaryOp, ValueType};
use crate::unit::{Base, Nature, Unit};

/// The unit after an operator; `filters` if it is a comparison that lets values through.
pub(super) fn after(op: BinaryOp, filters: bool, left: &Ty, right: &Ty) -> Option<Unit> {
    match op {
        _ if op.is_comparison() && !filters => Some(Unit::one()),
        // A number on the left is what a comparison compares with, not what it gives.
        _ if filters && left.value == ValueType::Scalar => right.unit.clone(),
        _ if op.is_comparison() || op.is_set() => left.unit.clone().or_else(|| right.unit.clone()),
        BinaryOp::Add | BinaryOp::Sub => sum_unit(op, left, right),
        BinaryOp::Mul => product_unit(left, right),
        BinaryOp::Div => quotient_unit(left, right),
        BinaryOp::Mod => left.unit.clone(),
        _ => None,
    }
}

/// What two numbers written down give.
pub(super) fn folded(op: BinaryOp, a: f64, b: f64) -> Option<f64> {
    Some(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Pow => a.powf(b),
        _ => return None,
    })
}

/// Whether a number changes the scale and is no conversion that the checker knows.
pub(super) fn rescales(op: BinaryOp, left: &Ty, right: &Ty) -> bool {
    let plain = |unit: &Option<Unit>, factor: Option<f64>, divide| match (unit, factor) {
        (Some(unit), Some(factor)) => {
            Bounds::exactly(factor) != Bounds::exactly(1.0) && converted(unit, factor, divide) == *unit
        }
        (None, _) | (_, None) => false,
    };
    match op {
        BinaryOp::Mul => plain(&left.unit, right.literal, false) || plain(&right.unit, left.literal, false),
        BinaryOp::Div => plain(&left.unit, right.literal, true) || plain(&right.unit, left.literal, true),
        BinaryOp::Pow | BinaryOp::Mod | BinaryOp::Atan2 => true,
        _ => false,
    }
}

/// Points in time: two of them differ by a length of time.
fn sum_unit(op: BinaryOp, left: &Ty, right: &Ty) -> Option<Unit> {
    let is_point = |ty: &Ty| ty.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp);
    match (is_point(left), is_point(right), op) {
        (true, true, BinaryOp::Sub) => Some(Unit::seconds()),
        (true, ..) | (_, true, _) => Some(Unit::timestamp()),
        // `1 - share` is a share.
        _ if left.literal.is_some() => right.unit.clone(),
        _ => left.unit.clone().or_else(|| right.unit.clone()),
    }
}

fn product_unit(left: &Ty, right: &Ty) -> Option<Unit> {
    match (&left.unit, left.literal, &right.unit, right.literal) {
        (Some(unit), _, None, Some(factor)) | (None, Some(factor), Some(unit), _) => {
            Some(converted(unit, factor, false))
        }
        (Some(a), _, Some(b), _) => a.times(b),
        _ => None,
    }
}

fn quotient_unit(left: &Ty, right: &Ty) -> Option<Unit> {
    match (&left.unit, left.literal, &right.unit, right.literal) {
        (Some(unit), _, None, Some(divisor)) => Some(converted(unit, divisor, true)),
        (None, Some(_), Some(unit), _) => Unit::one().over(unit),
        (Some(a), _, Some(b), _) => {
            let quotient = a.over(b)?;
            if period(&quotient) {
                return None;
            }
            // A part of the same metrics over the whole of them is a share. Other quotients of like things
            // (CPU seconds per second, bytes per byte of limit) may exceed one.
            let part_of = !left.metrics.is_empty() && left.metrics.is_subset(&right.metrics);
            let plain = quotient.is_dimensionless() && quotient.scale() == Number::ONE;
            Some(if part_of && plain { Unit::ratio() } else { quotient })
        }
        _ => None,
    }
}

const DAY: i64 = 86_400;

/// Whether this is how many there are in a day or more. What a rate gives per day over an amount is such a number, and
/// means the share of the amount that a day makes up as well.
fn period(unit: &Unit) -> bool {
    let per_second = unit.dimension().len() == 1 && unit.dimension().get(&Base::Second) == Some(&-1);
    let seconds = Number::ONE.over(unit.scale());
    per_second && seconds.is_some_and(|seconds| seconds >= Number::integer(DAY))
}

/// A number that is a known conversion changes the unit: a share times 100 is in percent, tokens per second
/// times 3600 are tokens per hour, seconds over 3600 are hours. Any other number leaves it alone.
fn converted(unit: &Unit, factor: f64, divide: bool) -> Unit {
    const TIME: [i64; 7] = [60, 3600, DAY, 7 * DAY, 30 * DAY, 365 * DAY, 1000];
    const BYTES: [i64; 7] = [1 << 10, 1 << 20, 1 << 30, 1000, 1_000_000, 1_000_000_000, 8];
    let timed = unit.dimension().contains_key(&Base::Second);
    let sized = unit.dimension().contains_key(&Base::Byte);
    let candidates: &[i64] = match () {
        () if unit.is_share() && unit.scale() == Number::ONE && !divide => &[100],
        () if timed => &TIME,
        () if sized => &BYTES,
        // What is counted in thousandths becomes whole again.
        () if divide == (unit.scale() < Number::ONE) => &[1000, 1_000_000, 1_000_000_000],
        () => &[],
    };
    #[allow(clippy::cast_precision_loss, clippy::float_cmp)] // All candidates are exact.
    let known = candidates.iter().find(|candidate| **candidate as f64 == factor);
    let scaled = known.and_then(|candidate| {
        let factor = Number::integer(*candidate);
        rescaled(unit, if divide { Number::ONE.over(factor)? } else { factor })
    });
    scaled.unwrap_or_else(|| unit.clone())
}

/// The factor by which a unit grows when its numbers are multiplied: seconds times 1000 are milliseconds.
fn rescaled(unit: &Unit, factor: Number) -> Option<Unit> {
    Some(unit.clone().with_scale(unit.scale().over(factor)?))
}
