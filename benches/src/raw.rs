//! What a careful programmer writes by hand, without a library: the measure of all others.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

pub struct Cell(AtomicU64);

pub static COUNTER: Cell = Cell(AtomicU64::new(0));
pub static COUNTERS: [Cell; 36] = [const { Cell(AtomicU64::new(0)) }; 36];
pub static HISTOGRAM: Histogram =
    Histogram { buckets: [const { AtomicU64::new(0) }; 15], sum: AtomicU64::new(0) };

impl Cell {
    #[inline(always)]
    pub fn inc(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    #[inline(always)]
    pub fn inc_and_dec(&self) {
        self.0.fetch_add(1, Relaxed);
        self.0.fetch_sub(1, Relaxed);
    }
}

pub struct Histogram {
    buckets: [AtomicU64; 15],
    sum: AtomicU64,
}

/// In nanoseconds.
const BOUNDS: [u64; 14] = [
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    75_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    750_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    7_500_000_000,
    10_000_000_000,
];

impl Histogram {
    #[inline(always)]
    pub fn observe(&self, duration: Duration) {
        let nanos = duration.as_nanos() as u64;
        let bucket = BOUNDS.iter().take_while(|bound| nanos > **bound).count();
        self.buckets[bucket].fetch_add(1, Relaxed);
        self.sum.fetch_add(nanos, Relaxed);
    }
}
