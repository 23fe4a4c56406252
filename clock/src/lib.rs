//! A moment, and the nanoseconds since: from the processor's time stamp counter where it can be trusted, from the system's monotonic
//! clock elsewhere.

#![deny(unsafe_code)]

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod counter;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod trust;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
use counter::Clock;
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
use quanta::Clock;

use std::sync::OnceLock;

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
}

/// Calibrated at the first use, which takes a millisecond.
#[inline]
fn clock() -> &'static Clock {
    static CLOCK: OnceLock<Clock> = OnceLock::new();
    CLOCK.get_or_init(Clock::new)
}

#[cfg(test)]
mod tests {
    use super::Instant;
    use std::time::Duration;

    #[test]
    fn it_agrees_with_the_system() {
        let _calibrated = Instant::now();
        let (ours, theirs) = (Instant::now(), std::time::Instant::now());
        std::thread::sleep(Duration::from_millis(50));
        let (ours, theirs) = (u128::from(ours.nanos()), theirs.elapsed().as_nanos());
        assert!(ours.abs_diff(theirs) < theirs / 100, "{ours} and {theirs}");
    }

    #[test]
    fn it_never_runs_backwards() {
        for _ in 0..100_000 {
            let start = Instant::now();
            assert!(start.nanos() < 1_000_000_000);
        }
    }
}
