//! Whether what stands on both sides of an operator can be compared or added, and whether a comparison depends on
//! anything.

use super::{Checker, idle};
use crate::Diagnostic;
use crate::kind::Instrument;
use crate::rules;
use crate::unit::{Nature, Unit};
use crate::{Ty, order, share, slip};
use gaugewright_promql::{Binary, BinaryOp};

impl Checker<'_> {
    /// A comparison that no value can satisfy. One that every value satisfies is a known way to drop NaN, and stays
    /// unmentioned unless an alert hangs on it.
    pub(super) fn comparison(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        let op = binary.op.value;
        // What is no number differs from everything: only what is written down or always 1 is sure to be one.
        let number = |side: &Ty| side.literal.is_some() || side.instrument == Instrument::Info;
        let unsure = op == BinaryOp::Ne && !(number(left) && number(right));
        if !op.is_comparison() {
            return;
        }
        let decided = left.bounds.compare(op, right.bounds);
        self.exact_growth(binary, left, right);
        if decided.is_none() && self.exceeds(binary, left, right) {
            return;
        }
        if unsure || decided != Some(false) {
            if decided.is_none() {
                self.slip(binary, left, right);
            }
            return;
        }
        // `x_info != bool 1` is how a 0 is made of series that always are 1.
        let is_made = |side: &Ty| side.literal.is_none() && side.bounds.is_one();
        if binary.bool_modifier.is_some() && (is_made(left) || is_made(right)) {
            return;
        }
        let place = binary.span;
        let message = match binary.bool_modifier {
            Some(_) => "this is never true, so it is always 0",
            None => "this is never true, so it lets nothing through",
        };
        let diagnostic = Diagnostic::new(&rules::NEVER_TRUE, place, message);
        self.report(diagnostic.note(format!(
            "the left side is {}, the right side {}",
            left.values_in_words(),
            right.values_in_words()
        )));
    }

    /// A part that is asked to be more than its whole, or the least of some values to be more than the largest; says whether it is.
    fn exceeds(&mut self, binary: &Binary, left: &Ty, right: &Ty) -> bool {
        let positive = left.bounds.low >= 0.0 && right.bounds.low >= 0.0;
        let (is_part, is_ordered) = match binary.op.value {
            BinaryOp::Gt => (
                share::largest(self.vocabulary, binary).is_some_and(|largest| largest <= 1.0),
                order::left_is_never_more(binary),
            ),
            BinaryOp::Lt => (
                share::smallest(self.vocabulary, binary).is_some_and(|smallest| smallest >= 1.0),
                order::right_is_never_more(binary),
            ),
            _ => return false,
        };
        let (message, help) = if positive && is_part {
            (
                "this is never true: a part is never more than its whole",
                "exchange the two sides, or compare the part with a share of the whole: `… > 0.9 * …`",
            )
        } else if is_ordered {
            (
                "this is never true, whatever the values are: both sides are taken from the same ones",
                "exchange the two sides, or compare with another time: `… offset 1h`",
            )
        } else {
            return false;
        };
        if idle::are_same(binary) {
            return false;
        }
        self.report(Diagnostic::new(&rules::NEVER_TRUE, binary.span, message).help(help));
        true
    }

    /// Growth that is asked for one exact number.
    fn exact_growth(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        if !matches!(binary.op.value, BinaryOp::Eq | BinaryOp::Ne) {
            return;
        }
        let of = |ty: &Ty, number: Option<f64>| slip::exact_growth(ty, number?);
        let Some(help) = of(left, right.literal).or_else(|| of(right, left.literal)) else { return };
        let message =
            format!("`{}` asks for one exact number, and growth hardly ever is one", binary.op.value.text());
        let diagnostic = Diagnostic::new(&rules::EXACT_GROWTH, binary.op.span, message);
        self.report(diagnostic.note(slip::EXTRAPOLATED).help(help));
    }

    /// A number that is meant in another unit.
    fn slip(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        let (ty, side, number) = match (left.literal, right.literal) {
            (None, Some(number)) => (left, &binary.rhs, number),
            (Some(number), None) => (right, &binary.lhs, number),
            _ => return,
        };
        if let Some(help) = slip::milliseconds(self.vocabulary, ty, number) {
            let message = format!("`{number}` without a unit is {number} seconds here");
            let help = help.replace(&format!("`{number}ms`"), &format!("`{}`", number / 1000.0));
            let help = help.replace(&format!("`{number}s`"), "an `allow`");
            self.report(Diagnostic::new(&rules::BARE_SECONDS, side.span(), message).help(help));
        } else if slip::is_percentage(ty, number) {
            let message = format!("`{number}` compared with a ratio is {}%", number * 100.0);
            let help = format!("write `{}` for {number}%", number / 100.0);
            self.report(Diagnostic::new(&rules::UNIT_MISMATCH, side.span(), message).help(help));
        } else if let Some(unit) = slip::per_byte(ty, number) {
            let message = format!("`{number}` reads as a share of a whole, and these are values in {unit}");
            let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, side.span(), message);
            self.report(diagnostic.help(slip::DIVIDE_ALIKE));
        }
    }

    /// Adding or comparing what has different dimensions, or the same one on different scales.
    pub(super) fn dimensions(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        let op = binary.op.value;
        let adds = matches!(op, BinaryOp::Add | BinaryOp::Sub);
        let (Some(a), Some(b)) = (&left.unit, &right.unit) else { return };
        if !(adds || op.is_comparison()) || left.literal.is_some() || right.literal.is_some() {
            return;
        }
        // That a counter is no point in time is said where it is read.
        if left.instrument.is_counter() || right.instrument.is_counter() {
            return;
        }
        let Some(problem) = mismatch(op, a, b) else { return };
        let verb = if adds { "added" } else { "compared" };
        let message = format!("values in {a} and in {b} cannot be {verb}");
        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, binary.op.span, message)
            .also(binary.lhs.span(), format!("this is in {a}"))
            .also(binary.rhs.span(), format!("this is in {b}"));
        self.report(diagnostic.help(problem));
    }
}

/// What to do about two units, if they do not go together.
fn mismatch(op: BinaryOp, a: &Unit, b: &Unit) -> Option<&'static str> {
    let point = |unit: &Unit| unit.nature() == Nature::Timestamp;
    // A gauge of which nobody says the unit may hold a point in time.
    if (point(a) && *b == Unit::one()) || (point(b) && *a == Unit::one()) {
        return None;
    }
    if point(a) || point(b) {
        // A point in time plus or minus a length of time is one; two points differ by a length of time.
        let sound = a.dimension() == b.dimension() && (op != BinaryOp::Add || !(point(a) && point(b)));
        let sound = sound && (matches!(op, BinaryOp::Add | BinaryOp::Sub) || point(a) == point(b));
        return (!sound)
            .then_some("a point in time is seconds since 1970: `time() - x` is how long ago it was");
    }
    // What is counted may be counted together with other things, and numbers without a unit are of any.
    let counted = |unit: &Unit| unit.is_dimensionless() && !unit.is_share() || unit.is_counted();
    if counted(a) && counted(b) {
        return None;
    }
    if a.dimension() != b.dimension() {
        return (!a.is_dimensionless() && !b.is_dimensionless() || a.is_share() || b.is_share())
            .then_some("bring both sides to one unit, or say the right one with `unit:` of the metric, constant or query");
    }
    (a.scale() != b.scale()).then_some("multiply one side by the factor between the two")
}
