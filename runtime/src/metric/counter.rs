use super::each;
use crate::cell::plus;
use crate::place::Place;

/// A count that only grows.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle counts nothing before `.inc()` or `.add(n)`"]
pub struct Counter<P>(P);

impl<P: Place> Counter<P> {
    /// The counter at that place.
    #[doc(hidden)]
    #[inline(always)]
    pub const fn at(place: P) -> Self {
        Self(place)
    }

    /// Adds 1.
    #[inline(always)]
    pub fn inc(self) {
        self.add(1);
    }

    /// Adds `count`. After `add(0)` the series is exported, as 0 if nothing else happens.
    #[inline(always)]
    pub fn add(self, count: u64) {
        match self.0.own(1) {
            Some(cells) if count > 0 => cells[0].add_own(count),
            _ => self.add_slowly(count),
        }
    }

    /// The count of all threads. Meant for tests: it reads one cell of every thread.
    pub fn get(self) -> u64 {
        let mut sum = 0_u64;
        each(self.0, 1, |cells| sum = sum.wrapping_add(cells[0].load()));
        sum
    }

    #[cold]
    #[inline(never)]
    fn add_slowly(self, count: u64) {
        if count == 0 {
            self.0.touch(1);
        } else if let Some(cells) = self.0.enter(1) {
            cells[0].add_own(count);
        } else if let Some(cells) = self.0.shared(1) {
            cells[0].add_shared(count);
        }
    }
}

/// A sum of numbers that are not whole, such as seconds or dollars; it only grows.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle counts nothing before `.add(value)`"]
pub struct FloatCounter<P>(P);

impl<P: Place> FloatCounter<P> {
    /// The counter at that place.
    #[doc(hidden)]
    #[inline(always)]
    pub const fn at(place: P) -> Self {
        Self(place)
    }

    /// Adds 1.
    #[inline(always)]
    pub fn inc(self) {
        self.add(1.0);
    }

    /// Adds `value`. A counter cannot go down, and one that is infinite or not a number would stay so: such a value is
    /// left out. After any call the series is exported, as 0 if nothing was added.
    #[inline(always)]
    pub fn add(self, value: f64) {
        match self.0.own(1) {
            Some(cells) if value > 0.0 && cells[0].add_own_float(value) => {}
            _ => self.add_slowly(value),
        }
    }

    /// The sum of all threads. Meant for tests: it reads one cell of every thread.
    pub fn get(self) -> f64 {
        let mut sum = 0.0;
        each(self.0, 1, |cells| sum = plus(sum, f64::from_bits(cells[0].load())));
        sum
    }

    #[cold]
    #[inline(never)]
    fn add_slowly(self, value: f64) {
        if !(value > 0.0 && value.is_finite()) {
            self.0.touch(1);
        } else if let Some(cells) = self.0.enter(1) {
            cells[0].add_own_float(value);
        } else if let Some(cells) = self.0.shared(1) {
            cells[0].add_shared_float(value);
        }
    }
}
