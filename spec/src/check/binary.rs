//! Operators between two sides.

use super::call::rescaled;
use super::selector::label_help;
use super::{Bounds, Checker, Growth, Labels, Ty, Values, share};
use crate::diagnostic::Diagnostic;
use crate::kind::Instrument;
use crate::lint::rules;
use crate::number::Number;
use crate::promql::{Binary, BinaryOp, Matching, MatchingKind, Side, ValueType};
use crate::unit::{Base, Nature, Unit};

impl Checker<'_> {
    pub(super) fn binary(&mut self, binary: &Binary) -> Ty {
        let left = self.expr(&binary.lhs);
        let right = self.expr(&binary.rhs);
        if let Some(matching) = &binary.matching {
            self.matching(matching, &left, &right);
        }
        self.sides(binary, &left, &right);
        self.comparison(binary, &left, &right);
        let mixed = self.growths(binary, &left, &right);
        if !mixed {
            self.dimensions(binary, &left, &right);
        }
        let op = binary.op.value;
        let labels = labels_after(binary, &left, &right);
        let value = match (left.value, right.value) {
            (ValueType::Scalar, ValueType::Scalar) => ValueType::Scalar,
            _ => ValueType::Vector,
        };
        let filters = op.is_comparison() && binary.bool_modifier.is_none();
        let unit = match op {
            _ if mixed => None,
            _ if op.is_comparison() && !filters => Some(Unit::one()),
            // A number on the left is what a comparison compares with, not what it gives.
            _ if filters && left.value == ValueType::Scalar => right.unit.clone(),
            _ if op.is_comparison() || op.is_set() => left.unit.clone().or_else(|| right.unit.clone()),
            BinaryOp::Add | BinaryOp::Sub => sum_unit(op, &left, &right),
            BinaryOp::Mul => product_unit(&left, &right),
            BinaryOp::Div => quotient_unit(&left, &right),
            BinaryOp::Mod => left.unit.clone(),
            _ => None,
        };
        let conditional = match op {
            BinaryOp::Or => left.conditional && right.conditional,
            BinaryOp::And | BinaryOp::Unless => true,
            _ => filters || left.conditional || right.conditional,
        };
        let metrics = left.metrics.union(&right.metrics).cloned().collect();
        let bounds = bounds_after(binary, &left, &right);
        let scaled = left.scaled || right.scaled || rescales(op, &left, &right);
        let growth = Growth::of_sides(op, &left, &right);
        let literal = left.literal.zip(right.literal).and_then(|(a, b)| folded(op, a, b));
        let ty = Ty { value, labels, metrics, literal, growth, scaled, conditional, ..Ty::scalar(None) }
            .within(bounds);
        match kept(op, filters, &left, &right) {
            Some(side) => Ty { observed: side.observed.clone(), quantile: side.quantile, ..ty }
                .measuring(side.instrument, unit),
            None => ty.measuring(Instrument::Gauge, unit),
        }
    }

    fn matching(&mut self, matching: &Matching, left: &Ty, right: &Ty) {
        let sides = [&left.labels, &right.labels];
        if matching.kind == MatchingKind::On {
            for label in matching.labels.iter().filter(|label| sides.iter().all(|side| !side.may_have(label)))
            {
                let message = format!("matching on `{}`, which neither side has", **label);
                let all = left.labels.either(&right.labels);
                let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, self.place(label.span), message);
                self.report(diagnostic.help(label_help(label, "one of the sides", &all)));
            }
        }
        let Some(group) = &matching.group else { return };
        let one = match group.side {
            Side::Left => &right.labels,
            Side::Right => &left.labels,
        };
        for label in group.labels.iter().filter(|label| !one.may_have(label)) {
            let message = format!("taking over `{}`, which that side does not have", **label);
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, self.place(label.span), message);
            self.report(diagnostic.help(label_help(label, "the side it is taken from", one)));
        }
    }
}

/// The side whose values come through: what is filtered, or what is joined with an info metric, whose value is 1.
fn kept<'t>(op: BinaryOp, filters: bool, left: &'t Ty, right: &'t Ty) -> Option<&'t Ty> {
    match op {
        _ if filters && left.value == ValueType::Scalar => Some(right),
        _ if filters || op.is_set() => Some(left),
        BinaryOp::Mul if right.instrument == Instrument::Info => Some(left),
        BinaryOp::Mul if left.instrument == Instrument::Info => Some(right),
        _ => None,
    }
}

/// What two numbers written down give.
fn folded(op: BinaryOp, a: f64, b: f64) -> Option<f64> {
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
fn rescales(op: BinaryOp, left: &Ty, right: &Ty) -> bool {
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

fn bounds_after(binary: &Binary, left: &Ty, right: &Ty) -> Bounds {
    let op = binary.op.value;
    match op {
        // What is no number differs from everything, and compares in no other way.
        _ if op.is_comparison() && binary.bool_modifier.is_some() => {
            let never = left.bounds.compare(op, right.bounds) == Some(false) && op != BinaryOp::Ne;
            if never { Bounds::exactly(0.0) } else { Bounds::SHARE }
        }
        _ if op.is_comparison() && left.value == ValueType::Scalar => {
            op.mirrored().map_or(right.bounds, |op| right.bounds.filtered(op, left.bounds))
        }
        _ if op.is_comparison() => left.bounds.filtered(op, right.bounds),
        BinaryOp::And | BinaryOp::Unless => left.bounds,
        BinaryOp::Or => left.bounds.either(right.bounds),
        BinaryOp::Div if left.bounds.low >= 0.0 && right.bounds.low >= 0.0 && share::is_share(binary) => {
            Bounds::SHARE
        }
        _ => left.bounds.arithmetic(op, right.bounds),
    }
}

fn labels_after(binary: &Binary, left: &Ty, right: &Ty) -> Labels {
    let op = binary.op.value;
    let filters = op.is_comparison() && binary.bool_modifier.is_none();
    let drop_name = |labels: &Labels| if filters { labels.clone() } else { labels.drop(["__name__"]) };
    match (left.value, right.value) {
        (ValueType::Scalar, ValueType::Scalar) => return Labels::none(),
        (ValueType::Scalar, _) => return drop_name(&right.labels),
        (_, ValueType::Scalar) => return drop_name(&left.labels),
        _ => {}
    }
    match op {
        BinaryOp::Or => return left.labels.either(&right.labels),
        BinaryOp::And | BinaryOp::Unless => return left.labels.clone(),
        _ => {}
    }
    let Some(matching) = &binary.matching else {
        return shared(&drop_name(&left.labels), &right.labels);
    };
    let names = || matching.labels.iter().map(|label| label.value.as_str());
    if let Some(group) = &matching.group {
        let (many, one) = match group.side {
            Side::Left => (&left.labels, &right.labels),
            Side::Right => (&right.labels, &left.labels),
        };
        let mut labels = drop_name(many);
        for label in &group.labels {
            let certain = one.get(label).is_some_and(|presence| presence.certain);
            labels.set(label, certain, Values::Any);
        }
        return labels;
    }
    match matching.kind {
        MatchingKind::On => left.labels.keep(names()),
        MatchingKind::Ignoring => drop_name(&left.labels.drop(names())),
    }
}

/// Without `on` and `ignoring` all labels of both sides agree, so what one side cannot have is not there.
fn shared(left: &Labels, right: &Labels) -> Labels {
    if right.is_open() {
        return left.clone();
    }
    // The name is no label that has to agree.
    let missing = left.names().filter(|name| *name != "__name__" && !right.may_have(name));
    let missing: Vec<_> = missing.map(str::to_owned).collect();
    left.drop(missing.iter().map(String::as_str))
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
