use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::each;
use crate::cell::{add_gauges, gauge};
use crate::place::Place;

/// A value that goes up and down.
///
/// Steps by whole numbers (`inc`, `dec`, `add`, `sub`) cost as little as a counter: each thread keeps its own changes.
/// `set` stores one value for all threads, and is meant for what is measured now and then.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle changes nothing before `.set(value)` or `.inc()`"]
pub struct Gauge<P>(P);

/// A cell of changes by this thread, and one that says whether there were any; in the shared block that one also has the
/// value that was set.
const WIDTH: u32 = 2;

impl<P: Place> Gauge<P> {
    /// The gauge at that place.
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

    /// Subtracts 1.
    #[inline(always)]
    pub fn dec(self) {
        self.add(-1);
    }

    /// Adds `change`.
    #[inline(always)]
    pub fn add(self, change: i64) {
        match self.0.own(WIDTH) {
            Some(cells) => {
                cells[0].add_own(change.cast_unsigned());
                // What only ever goes up is not 0 and needs no mark.
                if change <= 0 {
                    cells[1].touch_own();
                }
            }
            None => self.add_slowly(change),
        }
    }

    /// Subtracts `change`.
    #[inline(always)]
    pub fn sub(self, change: i64) {
        self.add(change.wrapping_neg());
    }

    /// Adds a number that need not be whole. Slower than [`Gauge::add`]: all threads share one cell. An infinity or NaN, from
    /// which the gauge would not come back, is left out.
    pub fn add_float(self, change: f64) {
        let change = if change.is_finite() { change } else { 0.0 };
        self.shared(|value| value.add_to_set(change));
    }

    /// Sets the value. A step that another thread takes at the same moment may or may not be part of it.
    ///
    /// Beyond the limit of an open label, every new value of it is folded into `other`. Steps of all of these add up there, but a
    /// value that is set replaces the one before: the series `other` shows what was set last, whichever it was meant for.
    pub fn set(self, value: impl Number) {
        let value = value.to_f64() - self.changes() as f64;
        self.shared(|cell| cell.set(value));
    }

    /// Sets the value to the Unix time of now, in seconds.
    pub fn set_to_now(self) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.set(since);
    }

    /// Adds 1 now, and subtracts it when the guard is dropped, on whatever thread and for whatever reason.
    #[inline]
    pub fn in_flight(self) -> InFlight<P> {
        self.inc();
        InFlight(self)
    }

    /// The value. Meant for tests: it reads a cell of every thread.
    pub fn get(self) -> f64 {
        let mut sums = [0; WIDTH as usize];
        each(self.0, WIDTH, |cells| add_gauges(&mut sums, cells));
        gauge(&sums)
    }

    fn changes(self) -> i64 {
        let mut sum = 0_u64;
        each(self.0, WIDTH, |cells| sum = sum.wrapping_add(cells[0].load()));
        sum.cast_signed()
    }

    fn shared(self, change: impl FnOnce(&crate::cell::Cell)) {
        if let Some([_, value]) = self.0.shared(WIDTH) {
            change(value);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_slowly(self, change: i64) {
        let bits = change.cast_unsigned();
        if let Some(cells) = self.0.enter(WIDTH) {
            cells[0].add_own(bits);
            cells[1].touch_own();
        } else if let Some(cells) = self.0.shared(WIDTH) {
            cells[0].add_shared(bits);
            cells[1].touch_shared();
        }
    }
}

/// Something that is under way: see [`Gauge::in_flight`].
#[derive(Debug)]
#[must_use = "dropped at once, it counts nothing"]
pub struct InFlight<P: Place>(Gauge<P>);

impl<P: Place> Drop for InFlight<P> {
    #[inline]
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A series that is always 1 and says something by its labels: a version, a commit.
#[derive(Clone, Copy, Debug)]
#[must_use = "a handle says nothing before `.set()`"]
pub struct Info<P>(Gauge<P>);

impl<P: Place> Info<P> {
    /// The series at that place.
    #[doc(hidden)]
    #[inline(always)]
    pub const fn at(place: P) -> Self {
        Self(Gauge::at(place))
    }

    /// Makes the series appear in the exposition.
    pub fn set(self) {
        self.0.set(1);
    }

    /// Makes the series disappear: a fact that no longer holds.
    pub fn unset(self) {
        self.0.set(0);
    }
}

/// What a gauge can be set to: any number, or a duration, which becomes seconds.
pub trait Number {
    /// As the exposition has it.
    fn to_f64(self) -> f64;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "samples are floats")]
            #[inline]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}
numbers!(f64, f32, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl Number for bool {
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }
}

impl Number for Duration {
    fn to_f64(self) -> f64 {
        self.as_secs_f64()
    }
}
