//! The clock: the processor's time stamp counter where it can be trusted, the system's monotonic clock elsewhere.

use std::sync::OnceLock;

use quanta::Clock;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instant(u64);

impl Instant {
    /// Now.
    #[inline]
    pub(crate) fn now() -> Self {
        Self(clock().raw())
    }

    /// The nanoseconds since then.
    #[inline]
    pub(crate) fn nanos(self) -> u64 {
        let clock = clock();
        clock.delta_as_nanos(self.0, clock.raw())
    }
}

/// Calibrated at the first use, which takes some milliseconds.
#[inline]
fn clock() -> &'static Clock {
    static CLOCK: OnceLock<Clock> = OnceLock::new();
    CLOCK.get_or_init(Clock::new)
}

/// Nanoseconds in seconds.
#[allow(clippy::cast_precision_loss, reason = "a float is what is asked for")]
pub fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}
