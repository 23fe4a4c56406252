//! What values an expression can have: an interval. NaN is left out of it: Prometheus' comparisons drop NaN, so it
//! never makes an alert fire.

use std::fmt;

use gaugewright_promql::BinaryOp;

/// All values from `low` to `high`, both included; the ends may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No value is below.
    pub low: f64,
    /// No value is above.
    pub high: f64,
}

impl Bounds {
    /// Any value.
    pub const ANY: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };
    /// Nothing below zero.
    pub const POSITIVE: Self = Self { low: 0.0, high: f64::INFINITY };
    /// From zero to one.
    pub const SHARE: Self = Self { low: 0.0, high: 1.0 };

    /// One value; anything, if that is not a number.
    pub const fn exactly(value: f64) -> Self {
        if value.is_nan() { Self::ANY } else { Self { low: value, high: value } }
    }

    /// From one value to another. An end that is not a number is no bound.
    pub fn new(low: f64, high: f64) -> Self {
        Self {
            low: if low.is_nan() { f64::NEG_INFINITY } else { low },
            high: if high.is_nan() { f64::INFINITY } else { high },
        }
    }

    /// Whether nothing is known.
    pub fn is_any(self) -> bool {
        self == Self::ANY
    }

    /// Whether there is no value at all.
    pub fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// Whether it is a single value.
    #[allow(clippy::float_cmp, reason = "the ends are the same value, not close ones")]
    pub fn is_one(self) -> bool {
        self.low == self.high
    }

    /// The values of either.
    #[must_use]
    pub fn either(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The values of both.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// After a function that only grows.
    #[must_use]
    pub fn map(self, growing: impl Fn(f64) -> f64) -> Self {
        Self::new(growing(self.low), growing(self.high))
    }

    /// The larger of two.
    #[must_use]
    pub fn at_least(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// The smaller of two.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// The values of `-x`.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }

    /// The values of the distance from zero.
    #[must_use]
    pub fn abs(self) -> Self {
        match self {
            Self { low, .. } if low >= 0.0 => self,
            Self { high, .. } if high <= 0.0 => self.negated(),
            Self { low, high } => Self { low: 0.0, high: high.max(-low) },
        }
    }

    /// The values of a sum of one or more of these.
    #[must_use]
    pub fn summed(self) -> Self {
        Self {
            low: if self.low < 0.0 { f64::NEG_INFINITY } else { self.low },
            high: if self.high > 0.0 { f64::INFINITY } else { self.high },
        }
    }

    /// The values of an arithmetic operator between two that are independent.
    #[must_use]
    pub fn arithmetic(self, op: BinaryOp, other: Self) -> Self {
        match op {
            BinaryOp::Add => Self::new(self.low + other.low, self.high + other.high),
            BinaryOp::Sub => self.arithmetic(BinaryOp::Add, other.negated()),
            BinaryOp::Mul => corners(self, other, |a, b| {
                // Zero of infinitely many is zero here; its sign counts for whoever divides by it.
                let sign = if a.is_sign_negative() == b.is_sign_negative() { 1.0 } else { -1.0 };
                if a == 0.0 || b == 0.0 { 0.0_f64.copysign(sign) } else { a * b }
            }),
            BinaryOp::Div => self.over(other),
            BinaryOp::Mod => self.modulo(other),
            BinaryOp::Pow if self.low >= 0.0 => Self::POSITIVE,
            _ => Self::ANY,
        }
    }

    fn over(self, other: Self) -> Self {
        if other.low > 0.0 || other.high < 0.0 {
            return corners(self, other, |a, b| if a == 0.0 { 0.0 } else { a / b });
        }
        // Around zero the quotient is as large as it likes, but of like signs it is never below zero.
        match (self.low >= 0.0, other.low >= 0.0 && other.low.is_sign_positive()) {
            (true, true) => Self::POSITIVE,
            _ => Self::ANY,
        }
    }

    /// Go's and C's remainder has the sign of what is divided, and is smaller than what it is divided by.
    fn modulo(self, other: Self) -> Self {
        let largest = other.abs().high;
        Self {
            low: if self.low >= 0.0 { 0.0 } else { -largest },
            high: if self.high <= 0.0 { 0.0 } else { largest },
        }
    }

    /// What a filter `x op value` lets through.
    #[must_use]
    pub fn filtered(self, op: BinaryOp, other: Self) -> Self {
        match op {
            BinaryOp::Gt | BinaryOp::Ge => self.both(Self { low: other.low, high: f64::INFINITY }),
            BinaryOp::Lt | BinaryOp::Le => self.both(Self { low: f64::NEG_INFINITY, high: other.high }),
            BinaryOp::Eq => self.both(other),
            _ => self,
        }
    }

    /// Whether `x op value` is the same for all of these and all of those; nothing if it depends.
    pub fn compare(self, op: BinaryOp, other: Self) -> Option<bool> {
        if self.is_empty() || other.is_empty() {
            return None;
        }
        let decide = |always: bool, never: bool| always.then_some(true).or(never.then_some(false));
        match op {
            BinaryOp::Gt => decide(self.low > other.high, self.high <= other.low),
            BinaryOp::Ge => decide(self.low >= other.high, self.high < other.low),
            BinaryOp::Lt => other.compare(BinaryOp::Gt, self),
            BinaryOp::Le => other.compare(BinaryOp::Ge, self),
            BinaryOp::Eq => {
                let one = self.is_one() && self == other;
                decide(one, self.high < other.low || self.low > other.high)
            }
            BinaryOp::Ne => self.compare(BinaryOp::Eq, other).map(|equal| !equal),
            _ => None,
        }
    }
}

/// The extremes of a function that is monotonic in both arguments lie at the corners; a corner that is no number, infinity
/// over infinity, lies between the others.
fn corners(a: Bounds, b: Bounds, f: impl Fn(f64, f64) -> f64) -> Bounds {
    let values = [f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)];
    if values.iter().all(|value| value.is_nan()) {
        return Bounds::ANY;
    }
    Bounds {
        low: values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .min_by(f64::total_cmp)
            .unwrap_or(f64::NEG_INFINITY),
        high: values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .max_by(f64::total_cmp)
            .unwrap_or(f64::INFINITY),
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            _ if self.is_empty() => write!(f, "no value"),
            (true, true) if self.is_one() => write!(f, "{}", self.low),
            (true, true) => write!(f, "{} to {}", self.low, self.high),
            (true, false) => write!(f, "{} or more", self.low),
            (false, true) => write!(f, "{} or less", self.high),
            (false, false) => write!(f, "any value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Bounds;
    use gaugewright_promql::BinaryOp::{self, Add, Div, Eq, Ge, Gt, Le, Lt, Mod, Mul, Ne, Sub};

    fn between(low: f64, high: f64) -> Bounds {
        Bounds { low, high }
    }

    #[allow(clippy::float_cmp, reason = "what Prometheus compares exactly is compared exactly here")]
    /// Every operator, on a grid: the result of two values lies in the result of their intervals.
    #[test]
    fn arithmetic_holds_for_every_pair() {
        let ends = [f64::NEG_INFINITY, -3.0, -1.0, -0.5, 0.0, 0.5, 2.0, f64::INFINITY];
        let intervals: Vec<Bounds> =
            ends.iter().flat_map(|low| ends.iter().map(move |high| between(*low, *high))).collect();
        for a in intervals.iter().filter(|a| !a.is_empty()) {
            for b in intervals.iter().filter(|b| !b.is_empty()) {
                for (x, y) in inside(*a).into_iter().flat_map(|x| inside(*b).into_iter().map(move |y| (x, y)))
                {
                    for (op, value) in [(Add, x + y), (Sub, x - y), (Mul, x * y), (Div, x / y), (Mod, x % y)]
                    {
                        let bounds = a.arithmetic(op, *b);
                        let holds = value.is_nan() || (bounds.low <= value && value <= bounds.high);
                        assert!(holds, "{x} {op:?} {y} = {value}, not in {bounds} of {a} and {b}");
                    }
                    for (op, value) in
                        [(Gt, x > y), (Ge, x >= y), (Lt, x < y), (Le, x <= y), (Eq, x == y), (Ne, x != y)]
                    {
                        assert_ne!(a.compare(op, *b), Some(!value), "{x} {op:?} {y} of {a} and {b}");
                    }
                }
            }
        }
    }

    fn inside(bounds: Bounds) -> Vec<f64> {
        let samples =
            [f64::NEG_INFINITY, -7.0, -3.0, -1.0, -0.5, -0.2, 0.0, 0.3, 0.5, 1.0, 2.0, 9.0, f64::INFINITY];
        samples.into_iter().filter(|x| bounds.low <= *x && *x <= bounds.high).collect()
    }

    #[test]
    fn a_filter_narrows() {
        let positive = Bounds::POSITIVE;
        let five = Bounds::exactly(5.0);
        assert_eq!(positive.filtered(Gt, five), between(5.0, f64::INFINITY));
        assert_eq!(positive.filtered(Lt, five), between(0.0, 5.0));
        assert!(Bounds::SHARE.filtered(Eq, five).is_empty());
        assert_eq!(Bounds::SHARE.compare(Gt, Bounds::exactly(1.0)), Some(false));
        assert_eq!(Bounds::SHARE.compare(Ge, Bounds::exactly(0.0)), Some(true));
        assert_eq!(Bounds::SHARE.compare(BinaryOp::Gt, Bounds::exactly(0.5)), None);
    }

    #[test]
    fn bounds_read_well() {
        let texts: Vec<String> = [
            Bounds::ANY,
            Bounds::POSITIVE,
            Bounds::SHARE,
            Bounds::exactly(2.5),
            between(f64::NEG_INFINITY, 3.0),
        ]
        .iter()
        .map(Bounds::to_string)
        .collect();
        assert_eq!(texts, ["any value", "0 or more", "0 to 1", "2.5", "3 or less"]);
    }
}
