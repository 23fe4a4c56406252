//! Operators between two sides.

use super::selector::label_help;
use super::{Checker, growth, idle};
use crate::Diagnostic;
use crate::kind::Instrument;
use crate::rules;
use crate::{Bounds, Labels, Ty, Values, share, units};
use gaugewright_promql::{Binary, BinaryOp, Expr, Matching, MatchingKind, Side, ValueType};

impl Checker<'_> {
    pub(super) fn binary(&mut self, binary: &Binary) -> Ty {
        let left = self.side(binary, &binary.lhs, &binary.rhs);
        let right = self.side(binary, &binary.rhs, &binary.lhs);
        if let Some(matching) = &binary.matching {
            self.matching(matching, &left, &right);
        }
        self.sides(binary, &left, &right);
        self.restricted(binary);
        self.same_sides(binary);
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
        let largest = if op == BinaryOp::Div { share::largest(self.vocabulary, binary) } else { None };
        self.contradiction(binary, &left, &right);
        let units::Measure { unit, times, converted, guessed } = if mixed {
            units::Measure::unknown()
        } else {
            units::after(op, filters, [&left, &right], largest.is_some())
        };
        let passes = left.bounds.compare(op, right.bounds) == Some(true);
        let conditional = match op {
            BinaryOp::Or => left.conditional && right.conditional,
            BinaryOp::And | BinaryOp::Unless => true,
            // A comparison that every value passes filters nothing.
            _ => filters && !passes || left.conditional || right.conditional,
        };
        let metrics = left.metrics.union(&right.metrics).cloned().collect();
        let smallest = if op == BinaryOp::Div { share::smallest(self.vocabulary, binary) } else { None };
        let bounds = match smallest.filter(|_| left.bounds.low >= 0.0 && right.bounds.low >= 0.0) {
            Some(smallest) => Bounds::new(smallest, f64::INFINITY),
            None => bounds_after(binary, &left, &right, largest),
        };
        let bounds = self.mean(binary).map_or(bounds, |mean| mean.both(bounds));
        let drops_name = value == ValueType::Vector && !filters && !op.is_set();
        for (side, ty) in [(&binary.lhs, &left), (&binary.rhs, &right)] {
            if drops_name {
                self.equal_series(side.span(), &ty.labels);
            }
        }
        let growth = growth::after_operator(op, &left, &right);
        let literal = left.literal.zip(right.literal).and_then(|(a, b)| op.of_numbers(a, b));
        let ty = Ty {
            value,
            labels,
            metrics,
            literal,
            growth,
            times,
            converted,
            guessed,
            conditional,
            ..Ty::scalar(None)
        }
        .within(bounds);
        match kept(op, filters, &left, &right) {
            Some(side) => Ty { observed: side.observed.clone(), quantile: side.quantile, ..ty }
                .measuring(side.instrument, unit),
            None => ty.measuring(Instrument::Gauge, unit),
        }
    }

    /// The values of a sum over how many it adds up.
    fn mean(&self, binary: &Binary) -> Option<Bounds> {
        let (added, times) = share::mean(binary).filter(|_| binary.op.value == BinaryOp::Div)?;
        Some(self.quietly(added).bounds.arithmetic(BinaryOp::Mul, Bounds::exactly(times)))
    }

    /// One side of an operator. Of what is compared with zero only counts whether there is anything.
    fn side(&mut self, binary: &Binary, side: &Expr, other: &Expr) -> Ty {
        let is_zero = matches!(other.without_parens(), Expr::Number(number) if number.value == 0.0);
        let is_aggregate = matches!(side.without_parens(), Expr::Aggregate(_));
        self.is_guard = is_zero && is_aggregate && binary.op.value.is_comparison();
        self.expr(side)
    }

    fn matching(&mut self, matching: &Matching, left: &Ty, right: &Ty) {
        let sides = [&left.labels, &right.labels];
        if matching.kind == MatchingKind::On {
            for label in matching.labels.iter().filter(|label| sides.iter().all(|side| !side.may_have(label)))
            {
                let message = format!("matching on `{}`, which neither side has", **label);
                let all = left.labels.either(&right.labels);
                let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, label.span, message);
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
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, label.span, message);
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

fn bounds_after(binary: &Binary, left: &Ty, right: &Ty, largest: Option<f64>) -> Bounds {
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
        BinaryOp::Sub if idle::are_same(binary) => Bounds::exactly(0.0),
        BinaryOp::Div if left.bounds.low >= 0.0 && right.bounds.low >= 0.0 => {
            let quotient = left.bounds.arithmetic(op, right.bounds);
            largest.map_or(quotient, |largest| quotient.both(Bounds::new(0.0, largest)))
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
