//! Histograms: which bucket an observation belongs to is found without a branch that could be mispredicted.
//!
//! The bounds of a duration are whole nanoseconds. The position of an observation's highest bit says in which
//! power of two it lies, a table says which bound comes first there, and a few comparisons do the rest; how many is the
//! largest number of bounds that share a power of two, and `metrics!` lays the table out.

use std::time::Duration;

use super::each;
use crate::cell::{Cell, plus};
use crate::clock::Instant;
use crate::place::Place;

/// The buckets of a histogram of durations.
#[derive(Debug)]
pub struct DurationBuckets {
    /// The upper bounds in nanoseconds, ascending, without +Inf.
    pub bounds: &'static [u64],
    /// The first bucket that an observation with this many significant bits can belong to.
    first: [u8; 65],
    /// How many bounds have to be looked at from there.
    looks: u8,
}

impl DurationBuckets {
    /// Lays out the table.
    ///
    /// # Panics
    /// With more than 250 bounds, while compiling.
    #[allow(clippy::cast_possible_truncation, reason = "no more than 250 bounds")]
    pub const fn new(bounds: &'static [u64]) -> Self {
        assert!(bounds.len() <= 250, "too many buckets");
        let mut first = [0; 65];
        let mut looks = 0;
        let mut bits = 0;
        while bits <= 64 {
            // Observations with so many bits lie between these two.
            let least = if bits == 0 { 0 } else { 1 << (bits - 1) };
            let most = if bits == 64 { u64::MAX } else { (1_u64 << bits) - 1 };
            let (from, to) = (below(bounds, least), below(bounds, most));
            first[bits] = from as u8;
            if to - from > looks {
                looks = to - from;
            }
            bits += 1;
        }
        Self { bounds, first, looks: looks as u8 }
    }

    /// The cells of a series: a count for each bucket, the last of which is +Inf, and the sum.
    #[inline(always)]
    pub(crate) const fn width(&self) -> u32 {
        width(self.bounds.len())
    }

    /// The bucket of an observation: that of the first bound that is not below it.
    #[inline(always)]
    fn bucket(&self, nanos: u64) -> usize {
        let bits = u64::BITS - nanos.leading_zeros();
        let first = usize::from(self.first[bits as usize]);
        // A loop of a length that the compiler knows: it unrolls it.
        let passes = |look: usize| self.bounds.get(first + look).is_some_and(|bound| nanos > *bound);
        first + (0..usize::from(self.looks)).map(|look| usize::from(passes(look))).sum::<usize>()
    }
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "nobody has four billion bounds")]
const fn width(bounds: usize) -> u32 {
    bounds as u32 + 2
}

/// How many bounds are below the value.
const fn below(bounds: &[u64], value: u64) -> usize {
    let mut count = 0;
    while count < bounds.len() && bounds[count] < value {
        count += 1;
    }
    count
}

/// The buckets of a histogram of anything but durations.
#[derive(Debug)]
pub struct ValueBuckets {
    /// The upper bounds, ascending, without +Inf.
    pub bounds: &'static [f64],
}

impl ValueBuckets {
    /// The cells of a series: a count for each bucket, the last of which is +Inf, and the sum.
    #[inline(always)]
    pub(crate) const fn width(&self) -> u32 {
        width(self.bounds.len())
    }

    /// Compares with every bound: the compiler does several at a time, which beats a search up to some dozens.
    #[inline(always)]
    fn bucket(&self, value: f64) -> usize {
        if self.bounds.len() > 64 {
            return self.bounds.partition_point(|bound| *bound < value);
        }
        self.bounds.iter().map(|bound| usize::from(value > *bound)).sum()
    }
}

/// The longest duration that is added to a sum, in nanoseconds.
const LONGEST: u64 = i64::MAX.cast_unsigned();

/// A histogram of durations.
///
/// The number of observations is the sum of the buckets, so the two always agree in a scrape; `_sum` may lag
/// behind by observations that are being recorded at that moment.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle records nothing before `.observe(duration)`"]
pub struct Durations<P> {
    place: P,
    buckets: &'static DurationBuckets,
}

impl<P: Place> Durations<P> {
    /// The histogram at that place.
    #[doc(hidden)]
    #[inline(always)]
    pub const fn at(place: P, buckets: &'static DurationBuckets) -> Self {
        Self { place, buckets }
    }

    /// Records a duration. One of more than 292 years, such as [`Duration::MAX`], counts in the last bucket and is left out
    /// of the sum, which would say nothing after it.
    #[inline(always)]
    pub fn observe(self, duration: Duration) {
        // The most seconds whose nanoseconds fit, with those of a part of one.
        let seconds = duration.as_secs().min(u64::MAX / 1_000_000_000 - 1);
        self.observe_nanos(seconds * 1_000_000_000 + u64::from(duration.subsec_nanos()));
    }

    /// Records a duration in nanoseconds. More than `i64::MAX` are endless, as for [`Durations::observe`].
    #[inline(always)]
    pub fn observe_nanos(self, nanos: u64) {
        let bucket = self.buckets.bucket(nanos);
        let sum = self.buckets.bounds.len() + 1;
        match self.place.own(self.buckets.width()) {
            Some(cells) if nanos <= LONGEST => {
                cells[bucket].add_own(1);
                cells[sum].add_own(nanos);
            }
            _ => self.observe_slowly(bucket, nanos),
        }
        #[cfg(feature = "exemplars")]
        super::offer(self.place, bucket, nanos as f64 / 1e9);
    }

    /// Records a number of seconds. A negative one is taken for zero, and one that is not a number is left out.
    #[doc(hidden)]
    pub fn observe_seconds(self, seconds: f64) {
        if seconds.is_nan() {
            return self.place.touch(self.buckets.width());
        }
        self.observe(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX));
    }

    /// Starts a timer, which records the time until it is dropped.
    #[inline]
    pub fn start_timer(self) -> Timer<P> {
        Timer { histogram: self, started: Instant::now() }
    }

    /// Runs `work` and records how long it took, even if it panics.
    pub fn time<T>(self, work: impl FnOnce() -> T) -> T {
        let _timer = self.start_timer();
        work()
    }

    /// The number of observations of all threads. Meant for tests.
    pub fn count(self) -> u64 {
        count(self.place, self.buckets.width())
    }

    /// The sum of all threads' observations. Meant for tests.
    pub fn sum(self) -> Duration {
        let mut nanos = 0_u64;
        let at = self.buckets.bounds.len() + 1;
        each(self.place, self.buckets.width(), |cells| nanos = nanos.wrapping_add(cells[at].load()));
        Duration::from_nanos(nanos)
    }

    #[cold]
    #[inline(never)]
    fn observe_slowly(self, bucket: usize, nanos: u64) {
        let (bucket, nanos) = if nanos <= LONGEST { (bucket, nanos) } else { (self.buckets.bounds.len(), 0) };
        let sum = self.buckets.bounds.len() + 1;
        let width = self.buckets.width();
        if let Some(cells) = self.place.enter(width) {
            cells[bucket].add_own(1);
            cells[sum].add_own(nanos);
        } else if let Some(cells) = self.place.shared(width) {
            cells[bucket].add_shared(1);
            cells[sum].add_shared(nanos);
        }
    }
}

/// Measures the time until it is dropped: see [`Durations::start_timer`].
#[derive(Debug)]
#[must_use = "dropped at once, it records next to nothing"]
pub struct Timer<P: Place> {
    histogram: Durations<P>,
    started: Instant,
}

impl<P: Place> Drop for Timer<P> {
    fn drop(&mut self) {
        self.histogram.observe_nanos(self.started.nanos());
    }
}

/// A histogram of numbers: sizes, shares, amounts.
///
/// The number of observations is the sum of the buckets, so the two always agree in a scrape; `_sum` may be
/// ahead by observations that are being recorded at that moment.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle records nothing before `.observe(value)`"]
pub struct Values<P> {
    place: P,
    buckets: &'static ValueBuckets,
}

impl<P: Place> Values<P> {
    /// The histogram at that place.
    #[doc(hidden)]
    #[inline(always)]
    pub const fn at(place: P, buckets: &'static ValueBuckets) -> Self {
        Self { place, buckets }
    }

    /// Records a value. An infinity counts in its bucket and is left out of the sum, which would stay infinite; what is not a
    /// number belongs to no bucket and is left out.
    #[inline(always)]
    pub fn observe(self, value: f64) {
        let bucket = self.buckets.bucket(value);
        let sum = self.buckets.bounds.len() + 1;
        match self.place.own(self.buckets.width()) {
            Some(cells) if cells[sum].add_own_float(value) => cells[bucket].add_own(1),
            _ => self.observe_slowly(bucket, value),
        }
        #[cfg(feature = "exemplars")]
        if value.is_finite() {
            super::offer(self.place, bucket, value);
        }
    }

    /// The number of observations of all threads. Meant for tests.
    pub fn count(self) -> u64 {
        count(self.place, self.buckets.width())
    }

    /// The sum of all threads' observations. Meant for tests.
    pub fn sum(self) -> f64 {
        let mut sum = 0.0;
        let at = self.buckets.bounds.len() + 1;
        each(self.place, self.buckets.width(), |cells| sum = plus(sum, f64::from_bits(cells[at].load())));
        sum
    }

    #[cold]
    #[inline(never)]
    fn observe_slowly(self, bucket: usize, value: f64) {
        let sum = self.buckets.bounds.len() + 1;
        let width = self.buckets.width();
        if value.is_nan() {
            self.place.touch(width);
        } else if let Some(cells) = self.place.enter(width) {
            cells[bucket].add_own(1);
            cells[sum].add_own_float(value);
        } else if let Some(cells) = self.place.shared(width) {
            cells[bucket].add_shared(1);
            cells[sum].add_shared_float(value);
        }
    }
}

/// The sum of all cells but the last.
fn count(place: impl Place, width: u32) -> u64 {
    let mut sum = 0;
    let buckets = |cells: &[Cell]| cells.iter().rev().skip(1).map(Cell::load).sum::<u64>();
    each(place, width, |cells| sum += buckets(cells));
    sum
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{DurationBuckets, ValueBuckets};

    const BOUNDS: &[u64] = &[0, 1, 5, 10, 25, 50, 75, 100, 250, 1 << 40, u64::MAX - 1, u64::MAX];

    #[test]
    fn a_duration_falls_into_the_first_bucket_that_holds_it() {
        static BUCKETS: DurationBuckets = DurationBuckets::new(BOUNDS);
        let mut samples: Vec<u64> = (0..300).collect();
        samples.extend(
            BOUNDS.iter().flat_map(|bound| [bound.saturating_sub(1), *bound, bound.saturating_add(1)]),
        );
        for nanos in samples {
            let expected = BOUNDS.iter().filter(|bound| nanos > **bound).count();
            assert_eq!(BUCKETS.bucket(nanos), expected, "{nanos}");
        }
    }

    #[test]
    fn values_fall_into_the_first_bucket_that_holds_them() {
        static MANY: [f64; 70] = {
            let mut bounds = [0.0; 70];
            let mut at = 0;
            while at < 70 {
                bounds[at] = at as f64;
                at += 1;
            }
            bounds
        };
        let few = ValueBuckets { bounds: &MANY[..5] };
        let many = ValueBuckets { bounds: &MANY };
        for (value, bucket) in [(-1.0, 0), (0.0, 0), (0.5, 1), (4.0, 4), (f64::INFINITY, 5)] {
            assert_eq!(few.bucket(value), bucket, "{value}");
        }
        assert_eq!((many.bucket(3.5), many.bucket(69.0), many.bucket(f64::INFINITY)), (4, 69, 70));
    }
}
