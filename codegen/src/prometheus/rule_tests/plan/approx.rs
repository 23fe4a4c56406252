//! Numbers with the error that they may have: what is computed here and what Prometheus computes may differ in the last digits, and a
//! comparison that hangs on these is in doubt.

use std::cell::Cell;

/// A number, and how far the one of Prometheus may be from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::prometheus::rule_tests) struct Approx {
    pub(in crate::prometheus::rule_tests) value: f64,
    pub(in crate::prometheus::rule_tests) error: f64,
}

/// The relative error of what is computed by several steps of floating point arithmetic.
const ROUNDING: f64 = 1e-12;

impl Approx {
    /// A number that Prometheus has to the last bit.
    pub(in crate::prometheus::rule_tests) fn exact(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// A number that was computed from some of this size.
    pub(in crate::prometheus::rule_tests) fn near(value: f64, size: f64) -> Self {
        Self { value, error: ROUNDING * size.abs().max(value.abs()) }
    }

    /// What an operator makes of two numbers: the error is that at the ends of theirs.
    pub(super) fn combined(of: fn(f64, f64) -> f64, left: Self, right: Self) -> Self {
        let value = of(left.value, right.value);
        if left.error == 0.0 && right.error == 0.0 {
            return Self::exact(value);
        }
        let ends = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
        let end = |(a, b): (f64, f64)| of(left.value + a * left.error, right.value + b * right.error);
        let error = ends.into_iter().map(|ends| (end(ends) - value).abs()).fold(0.0, f64::max);
        Self { value, error: if error.is_nan() { 0.0 } else { error } }
    }

    /// Whether a comparison of the two hangs on their errors.
    fn is_close(self, other: Self) -> bool {
        let error = self.error + other.error;
        error > 0.0 && (self.value - other.value).abs() <= error
    }
}

/// What comparisons in doubt are taken for, whether there were any, and whether a range was read that versions of Prometheus may read
/// differently.
#[derive(Debug)]
pub(in crate::prometheus::rule_tests) struct Doubt {
    passes: bool,
    met: Cell<bool>,
    reading: Cell<bool>,
}

impl Doubt {
    pub(in crate::prometheus::rule_tests) fn new(passes: bool) -> Self {
        Self { passes, met: Cell::new(false), reading: Cell::new(false) }
    }

    /// Whether there was a comparison in doubt.
    pub(in crate::prometheus::rule_tests) fn met(&self) -> bool {
        self.met.get()
    }

    /// Says that a range may be read differently.
    pub(super) fn reading(&self) {
        self.reading.set(true);
    }

    /// Whether anything hangs on how ranges are read.
    pub(in crate::prometheus::rule_tests) fn hangs_on_reading(&self) -> bool {
        self.reading.get()
    }

    /// Whether two numbers compare like that.
    pub(super) fn compares(&self, compare: fn(&f64, &f64) -> bool, left: Approx, right: Approx) -> bool {
        if left.is_close(right) {
            self.met.set(true);
            return self.passes;
        }
        compare(&left.value, &right.value)
    }
}

#[cfg(test)]
mod tests {
    use super::{Approx, Doubt};

    #[test]
    fn close_numbers_are_in_doubt_unless_they_are_exact() {
        let measured = Approx::near(0.05, 0.0);
        for passes in [true, false] {
            let doubt = Doubt::new(passes);
            assert!(!doubt.compares(f64::gt, Approx::exact(0.05), Approx::exact(0.05)) && !doubt.met());
            assert_eq!(doubt.compares(f64::gt, measured, Approx::exact(0.05)), passes);
            assert!(doubt.met());
        }
    }

    #[test]
    fn errors_grow_where_differences_are_small() {
        let difference =
            Approx::combined(std::ops::Sub::sub, Approx::near(1e6, 0.0), Approx::exact(1e6 - 1.0));
        assert!(difference.error > 1e-7, "{difference:?}");
    }
}
