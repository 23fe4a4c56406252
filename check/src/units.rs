//! How the result of an operator is measured, and numbers that are conversions.

use crate::Ty;
use crate::ty::is_one;
use crate::unit::{Base, Nature, Unit};
use gaugewright_promql::number::Number;
use gaugewright_promql::{BinaryOp, ValueType};

/// What is known of how values are measured: see the fields of [`Ty`].
pub(super) struct Measure {
    pub(super) unit: Option<Unit>,
    pub(super) times: f64,
    pub(super) converted: bool,
    pub(super) guessed: bool,
}

impl Measure {
    pub(super) fn unknown() -> Self {
        Self { unit: None, times: 1.0, converted: false, guessed: false }
    }

    fn of(unit: Option<Unit>, side: &Ty) -> Self {
        Self { unit, times: side.times, converted: side.converted, guessed: side.guessed }
    }
}

/// How the result of an operator is measured; `filters` if it is a comparison that lets values through, `is_part` if it divides a
/// part by its whole.
pub(super) fn after(op: BinaryOp, filters: bool, [left, right]: [&Ty; 2], is_part: bool) -> Measure {
    match op {
        _ if op.is_comparison() && !filters => Measure { unit: Some(Unit::one()), ..Measure::unknown() },
        // A number on the left is what a comparison compares with, not what it gives.
        _ if filters && left.value == ValueType::Scalar => Measure::of(right.unit.clone(), right),
        _ if op.is_comparison() || matches!(op, BinaryOp::And | BinaryOp::Unless) => {
            Measure::of(left.unit.clone().or_else(|| right.unit.clone()), left)
        }
        BinaryOp::Or => either(left, right),
        BinaryOp::Add | BinaryOp::Sub => sum(op, left, right),
        BinaryOp::Mul => product(left, right),
        BinaryOp::Div => quotient(left, right, is_part),
        BinaryOp::Mod => Measure { guessed: true, ..Measure::of(left.unit.clone(), left) },
        _ => Measure { guessed: true, ..Measure::unknown() },
    }
}

/// Values of either side.
fn either(left: &Ty, right: &Ty) -> Measure {
    // `or vector(0)`: a number has no unit of its own.
    let is_measured = |ty: &Ty| ty.unit.is_some() && ty.times != 0.0;
    let (one, other) = if is_measured(left) || !is_measured(right) { (left, right) } else { (right, left) };
    let agree = other.unit.is_none() || alike(one, other);
    Measure {
        converted: one.converted || other.converted,
        guessed: one.guessed || other.guessed || !agree,
        ..Measure::of(one.unit.clone(), one)
    }
}

/// Whether both are multiplied by the same number. `0 * x` is nothing of whatever it is.
fn alike(one: &Ty, other: &Ty) -> bool {
    other.times == 0.0 || is_one(one.times / other.times)
}

/// Points in time: two of them differ by a length of time. One and something that nobody knows may be either.
fn sum(op: BinaryOp, left: &Ty, right: &Ty) -> Measure {
    let is_point = |ty: &Ty| ty.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp);
    // A number that is written down is in the unit of the other side.
    let (one, other) = if left.literal.is_some() { (right, left) } else { (left, right) };
    let agree = other.literal.is_some() || alike(one, other);
    let guessed = left.guessed || right.guessed || !agree;
    let is_known =
        |ty: &Ty| ty.literal.is_some() || ty.unit.as_ref().is_some_and(|unit| *unit != Unit::one());
    let unit = match (is_point(left), is_point(right), op) {
        (true, true, BinaryOp::Sub) => Some(Unit::seconds()),
        (true, false, _) if is_known(right) => Some(Unit::timestamp()),
        (false, true, BinaryOp::Add) if is_known(left) => Some(Unit::timestamp()),
        (true, ..) | (_, true, _) => None,
        // `1 - share` is a share.
        _ => one.unit.clone().or_else(|| other.unit.clone()),
    };
    let converted = left.converted || right.converted;
    Measure { converted, guessed, ..Measure::of(unit, one) }
}

fn product(left: &Ty, right: &Ty) -> Measure {
    let measure = Measure::both(left.times * right.times, left, right);
    match (&left.unit, left.literal, &right.unit, right.literal) {
        (Some(unit), _, None, Some(factor)) | (None, Some(factor), Some(unit), _) => {
            measure.multiplied(unit, factor, false)
        }
        (Some(a), _, Some(b), _) => measure.in_unit(a.times(b)),
        _ => measure,
    }
}

fn quotient(left: &Ty, right: &Ty, is_part: bool) -> Measure {
    let measure = Measure::both(left.times / right.times, left, right);
    match (&left.unit, left.literal, &right.unit, right.literal) {
        (Some(unit), _, None, Some(divisor)) => measure.multiplied(unit, divisor, true),
        (None, Some(_), Some(unit), _) => measure.in_unit(Unit::one().over(unit)),
        (Some(a), _, Some(b), _) => {
            let Some(quotient) = a.over(b).filter(|quotient| !period(quotient)) else { return measure };
            // A part of the same metrics over the whole of them is a share. Other quotients of like things
            // (CPU seconds per second, bytes per byte of limit) may exceed one.
            let part_of = is_part || !left.metrics.is_empty() && left.metrics.is_subset(&right.metrics);
            let plain = quotient.is_dimensionless() && quotient.scale() == Number::ONE;
            if part_of && plain { measure.share() } else { measure.in_unit(Some(quotient)) }
        }
        _ => measure,
    }
}

impl Measure {
    /// What both sides bring along, in no unit yet.
    fn both(times: f64, left: &Ty, right: &Ty) -> Self {
        let (converted, guessed) = (left.converted || right.converted, left.guessed || right.guessed);
        Self { unit: None, times, converted, guessed }
    }

    fn in_unit(self, unit: Option<Unit>) -> Self {
        Self { unit, ..self }
    }

    /// A part of a whole: `100 * part / whole`, in whatever order, is a percentage; times any other number nobody knows what it is.
    fn share(self) -> Self {
        if is_one(self.times) {
            self.in_unit(Some(Unit::ratio()))
        } else if is_one(self.times / 100.0) {
            Self { times: 1.0, ..self.in_unit(Some(percent())) }
        } else {
            Self { times: 1.0, guessed: true, ..self }
        }
    }

    /// A unit times a number, which may be a conversion: one of shares is certain.
    fn multiplied(self, unit: &Unit, factor: f64, divide: bool) -> Self {
        match converted(unit, factor, divide) {
            Some(unit) => Self { converted: self.converted || !unit.is_share(), unit: Some(unit), ..self },
            None => {
                let factor = if divide { 1.0 / factor } else { factor };
                Self { unit: Some(unit.clone()), times: self.times * factor, ..self }
            }
        }
    }
}

fn percent() -> Unit {
    rescaled(&Unit::ratio(), Number::integer(100)).unwrap_or_else(Unit::ratio)
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
/// times 3600 are tokens per hour, seconds over 3600 are hours. Nothing for any other number.
fn converted(unit: &Unit, factor: f64, divide: bool) -> Option<Unit> {
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
    known.and_then(|candidate| {
        let factor = Number::integer(*candidate);
        rescaled(unit, if divide { Number::ONE.over(factor)? } else { factor })
    })
}

/// The factor by which a unit grows when its numbers are multiplied: seconds times 1000 are milliseconds.
fn rescaled(unit: &Unit, factor: Number) -> Option<Unit> {
    Some(unit.clone().with_scale(unit.scale().over(factor)?))
}
