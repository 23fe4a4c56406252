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

    /// Adds a float as the only writer.
    #[inline(always)]
    pub(crate) fn add_own_float(&self, value: f64) {
        let sum = f64::from_bits(self.0.load(Relaxed)) + value;
        self.0.store(sum.to_bits(), Relaxed);
    }

    /// Adds while others may.
    pub(crate) fn add_shared(&self, count: u64) {
        self.0.fetch_add(count, Relaxed);
    }

    /// Adds a float while others may.
    pub(crate) fn add_shared_float(&self, value: f64) {
        self.update(|sum| sum + value);
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
        let mut old = self.load();
        while let Err(now) =
            self.0.compare_exchange_weak(old, encode(decode(old).unwrap_or(0.0) + value), Relaxed, Relaxed)
        {
            old = now;
        }
    }

    /// The value of a gauge, if somebody has set it.
    pub(crate) fn get_set(&self) -> Option<f64> {
        decode(self.load())
    }

    fn update(&self, change: impl Fn(f64) -> f64) {
        let mut old = self.load();
        while let Err(now) =
            self.0.compare_exchange_weak(old, change(f64::from_bits(old)).to_bits(), Relaxed, Relaxed)
        {
            old = now;
        }
    }
}

/// The bits of a NaN that no value has here: fresh memory is zero, and zero has to mean "never set".
const NEVER: u64 = 0x7ff8_6761_7567_6500;

fn encode(value: f64) -> u64 {
    let value = if value.is_nan() { f64::NAN } else { value };
    value.to_bits() ^ NEVER
}

/// The value of a gauge from the bits of its cell, if somebody has set it.
pub(crate) fn decode(bits: u64) -> Option<f64> {
    (bits != 0).then(|| f64::from_bits(bits ^ NEVER))
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Cell, decode, encode};

    #[test]
    fn a_gauge_tells_zero_from_never_set() {
        let cell = Cell::default();
        assert_eq!(cell.get_set(), None);
        cell.set(0.0);
        assert_eq!(cell.get_set(), Some(0.0));
        cell.add_to_set(-1.5);
        assert_eq!(cell.get_set(), Some(-1.5));
    }

    #[test]
    fn every_value_survives() {
        for value in [0.0, -0.0, 1.0, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(decode(encode(value)).map(f64::to_bits), Some(value.to_bits()));
        }
        for nan in [f64::NAN, -f64::NAN, f64::from_bits(super::NEVER)] {
            assert!(decode(encode(nan)).is_some_and(f64::is_nan));
        }
    }
}
