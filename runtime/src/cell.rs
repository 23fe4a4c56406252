//! A cell: 64 bits that hold a count, a signed change, or a float.
//!
//! A cell of a thread's own block has one writer, so a plain load and a plain store are enough: no lock
//! prefix, no fence, a single instruction on most machines. A cell of the shared block has many.

use crate::sync::{AtomicU64, Ordering::Relaxed};

/// 64 bits of a block.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct Cell(AtomicU64);

impl Cell {
    /// Adds as the only writer. Wraps around, so that changes below zero work as two's complement.
    #[inline(always)]
    pub(crate) fn add_own(&self, count: u64) {
        self.0.store(self.0.load(Relaxed).wrapping_add(count), Relaxed);
    }

    /// Adds a float as the only writer; not if the sum would be no number any more, or an infinity, which it would stay.
    /// Returns whether it was added.
    #[inline(always)]
    pub(crate) fn add_own_float(&self, value: f64) -> bool {
        let sum = f64::from_bits(self.0.load(Relaxed)) + value;
        let is_finite = sum.is_finite();
        if is_finite {
            self.0.store(sum.to_bits(), Relaxed);
        }
        is_finite
    }

    /// Says in the second cell of a gauge, as the only writer, that the thread has changed the gauge: it may have taken
    /// back all it had added.
    #[inline(always)]
    pub(crate) fn touch_own(&self) {
        self.0.store(TOUCHED, Relaxed);
    }

    /// Adds while others may.
    pub(crate) fn add_shared(&self, count: u64) {
        self.0.fetch_add(count, Relaxed);
    }

    /// Adds a float while others may, with the same exception as [`Cell::add_own_float`].
    pub(crate) fn add_shared_float(&self, value: f64) {
        let add =
            |sum: u64| Some(f64::from_bits(sum) + value).filter(|sum| sum.is_finite()).map(f64::to_bits);
        let _ = self.0.fetch_update(Relaxed, Relaxed, add);
    }

    /// The same as [`Cell::touch_own`] while others may write; a value that was set stays.
    pub(crate) fn touch_shared(&self) {
        let _ = self.0.compare_exchange(0, TOUCHED, Relaxed, Relaxed);
    }

    /// The bits.
    #[inline]
    pub(crate) fn load(&self) -> u64 {
        self.0.load(Relaxed)
    }

    /// Sets the value of a gauge.
    pub(crate) fn set(&self, value: f64) {
        self.0.store(encode(value), Relaxed);
    }

    /// Adds to the value of a gauge; one that was never set counts as 0.
    pub(crate) fn add_to_set(&self, value: f64) {
        let add = |bits| Some(encode(decode(bits).unwrap_or(0.0) + value));
        let _ = self.0.fetch_update(Relaxed, Relaxed, add);
    }
}

/// The bits of a NaN that no value has here: fresh memory is zero, and zero has to mean "never set".
const NEVER: u64 = 0x7ff8_6761_7567_6500;
/// A gauge that was changed and never set. Less than the bits of any value, so that the largest of all blocks' second
/// cells is the value if there is one: only the shared block can have it.
const TOUCHED: u64 = 1;

fn encode(value: f64) -> u64 {
    let value = if value.is_nan() { f64::NAN } else { value };
    value.to_bits() ^ NEVER
}

/// The sum of two floats of one series, both of them numbers: at most as large as a number can be.
pub(crate) fn plus(one: f64, other: f64) -> f64 {
    (one + other).clamp(f64::MIN, f64::MAX)
}

/// Adds the cells that a block has of some gauges to their sums.
pub(crate) fn add_gauges(sums: &mut [u64], cells: &[Cell]) {
    let (sums, cells) = (sums.as_chunks_mut::<2>().0, cells.as_chunks::<2>().0);
    for ([changes, set], [cell, mark]) in sums.iter_mut().zip(cells) {
        *changes = changes.wrapping_add(cell.load());
        *set = mark.load().max(*set);
    }
}

/// The value of a gauge from its sums: what was set, and the changes of all threads.
pub(crate) fn gauge(sums: &[u64]) -> f64 {
    decode(sums[1]).unwrap_or(0.0) + sums[0].cast_signed() as f64
}

/// The value that somebody has set, from the bits of a gauge's second cell.
fn decode(bits: u64) -> Option<f64> {
    (bits > TOUCHED).then(|| f64::from_bits(bits ^ NEVER))
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Cell, TOUCHED, decode, encode};

    #[test]
    fn a_gauge_tells_zero_from_never_set() {
        let cell = Cell::default();
        assert_eq!(decode(cell.load()), None);
        cell.touch_shared();
        assert_eq!((cell.load(), decode(cell.load())), (TOUCHED, None));
        cell.set(0.0);
        cell.touch_shared();
        assert_eq!(decode(cell.load()), Some(0.0));
        cell.add_to_set(-1.5);
        assert_eq!(decode(cell.load()), Some(-1.5));
    }

    #[test]
    fn a_sum_stays_a_number() {
        let cell = Cell::default();
        let added =
            [1.5, f64::INFINITY, f64::NAN, f64::NEG_INFINITY, 2.0].map(|value| cell.add_own_float(value));
        assert_eq!(added, [true, false, false, false, true]);
        for value in [f64::MAX, f64::MAX, f64::NAN] {
            cell.add_shared_float(value);
        }
        assert_eq!(cell.load(), f64::MAX.to_bits());
    }

    #[test]
    fn every_value_survives() {
        for value in [0.0, -0.0, 1.0, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(decode(encode(value)).map(f64::to_bits), Some(value.to_bits()));
            assert!(encode(value) > TOUCHED);
        }
        for nan in [f64::NAN, -f64::NAN, f64::from_bits(super::NEVER), f64::from_bits(super::NEVER ^ TOUCHED)]
        {
            assert!(decode(encode(nan)).is_some_and(f64::is_nan));
        }
    }
}
