//! The time stamp counter, and how many nanoseconds a tick takes.

use std::time::{Duration, Instant};

use crate::trust;

/// How long a tick is measured: an error of 20 ns at both ends is 40 millionths then.
const CALIBRATION: Duration = Duration::from_millis(1);
/// Readings at each end of that, of which the best counts: one is wrong by as long as another program ran in its midst.
const READINGS: usize = 16;
/// Binary digits behind the point of a factor.
const DIGITS: u32 = 32;

/// A clock whose readings are ticks of the counter, or nanoseconds where it is not to be trusted.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Nanoseconds of a tick, with [`DIGITS`] binary digits behind the point; nothing if the system is asked.
    factor: Option<u64>,
    start: Instant,
}

impl Clock {
    /// Measures how fast the counter runs, if it can be used.
    pub(crate) fn new() -> Self {
        Self { factor: trust::is_trusted().then(measured).flatten(), start: Instant::now() }
    }

    /// What it shows.
    #[inline]
    pub(crate) fn raw(&self) -> u64 {
        match self.factor {
            Some(_) => ticks(),
            None => self.from_system(),
        }
    }

    #[cold]
    #[expect(clippy::wrong_self_convention, reason = "it is what is read")]
    fn from_system(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// The nanoseconds from one reading to another; none where the counters of two processors differ by more than has passed.
    #[inline]
    pub(crate) fn delta_as_nanos(&self, from: u64, to: u64) -> u64 {
        let delta = to.saturating_sub(from);
        match self.factor {
            #[expect(clippy::cast_possible_truncation, reason = "it takes centuries to get there")]
            Some(factor) => ((u128::from(delta) * u128::from(factor)) >> DIGITS) as u64,
            None => delta,
        }
    }
}

/// The nanoseconds of a tick; nothing if the counter stands still, or runs in a way that no processor's does.
fn measured() -> Option<u64> {
    let (first_ticks, first) = reading()?;
    while first.elapsed() < CALIBRATION {
        std::hint::spin_loop();
    }
    let (last_ticks, last) = reading()?;
    let nanos = last.duration_since(first).as_nanos();
    let factor = (nanos << DIGITS).checked_div(u128::from(last_ticks.checked_sub(first_ticks)?))?;
    // From 10 MHz to 100 GHz.
    let plausible = (1_u128 << DIGITS) / 100..=(1_u128 << DIGITS) * 100;
    plausible.contains(&factor).then(|| u64::try_from(factor).ok()).flatten()
}

/// What the counter shows at a moment of the system's clock.
fn reading() -> Option<(u64, Instant)> {
    let readings = (0..READINGS).filter_map(|_| {
        let (before, moment, behind) = (ticks(), Instant::now(), ticks());
        let width = behind.checked_sub(before)?;
        Some((width, before + width / 2, moment))
    });
    readings.min_by_key(|(width, ..)| *width).map(|(_, ticks, moment)| (ticks, moment))
}

#[inline]
#[allow(unsafe_code)]
fn ticks() -> u64 {
    // SAFETY: the instruction is there on every x86-64 processor, and reads a register: it touches no memory.
    unsafe { core::arch::x86_64::_rdtsc() }
}

#[cfg(test)]
mod tests {
    use super::{Clock, DIGITS};
    use std::time::{Duration, Instant};

    #[test]
    fn ticks_become_nanoseconds() {
        let clock = Clock { factor: Some(1 << (DIGITS - 1)), start: Instant::now() };
        assert_eq!(clock.delta_as_nanos(10, 30), 10);
        assert_eq!(clock.delta_as_nanos(30, 10), 0);
        // Ten years at 4 GHz.
        assert_eq!(clock.delta_as_nanos(0, 1_261_440_000_000_000_000), 630_720_000_000_000_000);
    }

    #[test]
    fn without_a_counter_the_system_is_asked() {
        let clock = Clock { factor: None, start: Instant::now() };
        let start = clock.raw();
        std::thread::sleep(Duration::from_millis(2));
        assert!(clock.delta_as_nanos(start, clock.raw()) >= 2_000_000);
    }
}
