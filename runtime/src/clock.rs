//! The clock: the processor's time stamp counter where it can be trusted, the system's monotonic clock elsewhere.

use std::sync::OnceLock;
use std::time::Duration;

use quanta::Clock;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub struct Instant(u64);

impl Instant {
    /// Now.
    #[inline]
    pub fn now() -> Self {
        Self(clock().raw())
    }

    /// The nanoseconds since then.
    #[inline]
    pub fn nanos(self) -> u64 {
        let clock = clock();
        clock.delta_as_nanos(self.0, clock.raw())
    }

    /// The time since then.
    pub fn elapsed(self) -> Duration {
        Duration::from_nanos(self.nanos())
    }
}

/// Calibrated at the first use, which takes some milliseconds.
#[inline]
fn clock() -> &'static Clock {
    static CLOCK: OnceLock<Clock> = OnceLock::new();
    CLOCK.get_or_init(Clock::new)
}
