//! How far apart samples and evaluations are: as far as the times of an alert allow, and so that no sample lies at the very edge of a
//! range. Prometheus 3 leaves out a sample that is exactly as old as a range is long, and those before it did not: at times of 11
//! seconds and their multiples nobody sees the difference, for no range that people write is one of them.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Alert;

use super::look::{self, Lengths};

/// The distances that there are, in milliseconds.
const STEPS: [u64; 24] = [
    1_100,
    2_200,
    5_500,
    11_000,
    22_000,
    33_000,
    44_000,
    55_000,
    110_000,
    165_000,
    220_000,
    330_000,
    660_000,
    1_100_000,
    1_650_000,
    2_200_000,
    3_300_000,
    6_600_000,
    11_000_000,
    22_000_000,
    33_000_000,
    66_000_000,
    110_000_000,
    220_000_000,
];
/// How many steps the shortest of the times has that an alert knows: with fewer, one too many or too few could not be told.
const IN_SHORTEST: u64 = 5;
/// How many steps the longest has at most: more of them only take longer.
const IN_LONGEST: u64 = 120;
/// The longest step of what is evaluated: nobody should have to think about samples of hours.
const LONGEST: u64 = FRESH;
/// What is looked at at once must not be older than five minutes.
const FRESH: u64 = 220_000;
/// How many samples a range has at least: two for a rate, and one that may be missing.
const IN_RANGE: u64 = 3;

/// Milliseconds between two samples and between two evaluations, of which each has some samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) sample: u64,
    pub(super) evaluation: u64,
}

impl Clock {
    /// The clock of the tests of an alert; nothing if its times are not known.
    pub(super) fn new(alert: &Alert) -> Option<Self> {
        let lengths = look::lengths(&alert.expr)?;
        let millis =
            |duration: Option<Duration>| duration.map(Duration::as_millis).filter(|millis| *millis > 0);
        let holds = [millis(alert.hold), millis(alert.keep_firing)];
        Some(Self::of(&lengths, holds.into_iter().flatten()))
    }

    pub(super) fn of(lengths: &Lengths, holds: impl Iterator<Item = u64>) -> Self {
        let Lengths { ranges, offsets, at_once } = lengths;
        let shortest = ranges.iter().chain(offsets).copied().chain(holds).min();
        let ideal = shortest.map_or(LONGEST, |shortest| shortest / IN_SHORTEST).min(LONGEST);
        let longest = ranges.iter().chain(offsets).copied().max().unwrap_or_default();
        let least = STEPS.into_iter().find(|step| *step >= longest / IN_LONGEST).unwrap_or(LONGEST);
        let evaluation = not_more(ideal.max(least), &[ranges, offsets]);
        let in_range = ranges.iter().min().map_or(u64::MAX, |shortest| shortest / IN_RANGE);
        let fresh = if *at_once { FRESH } else { u64::MAX };
        let most = in_range.min(fresh).min(evaluation);
        let divides = |step: &&u64| **step <= most && evaluation.is_multiple_of(**step);
        let sample = STEPS.iter().rev().find(divides).copied().unwrap_or(STEPS[0]);
        Self { sample, evaluation: evaluation.max(sample) }
    }

    /// A sample and an evaluation each time.
    pub(super) fn every(interval: Duration) -> Self {
        let millis = interval.as_millis().max(1);
        Self { sample: millis, evaluation: millis }
    }

    /// How many samples stand in so many evaluations.
    pub(super) fn samples(&self, evaluations: u32) -> u32 {
        let each = u32::try_from(self.evaluation / self.sample.max(1)).unwrap_or(u32::MAX);
        evaluations.saturating_mul(each)
    }

    /// How many evaluations a time has.
    pub(super) fn steps(&self, millis: u64) -> u32 {
        u32::try_from(millis.div_ceil(self.evaluation.max(1))).unwrap_or(u32::MAX / 8)
    }
}

/// The longest step that is not longer and of which no length is a multiple.
fn not_more(most: u64, lengths: &[&std::collections::BTreeSet<u64>]) -> u64 {
    let short = STEPS.iter().rev().filter(|step| **step <= most);
    let is_odd = |step: &&u64| !lengths.iter().copied().flatten().any(|length| length.is_multiple_of(**step));
    short.clone().find(is_odd).or_else(|| short.clone().next()).copied().unwrap_or(STEPS[0])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Clock;
    use crate::prometheus::rule_tests::look::Lengths;

    const MINUTE: u64 = 60_000;

    fn clock(ranges: &[u64], hold: u64, at_once: bool) -> (u64, u64) {
        let lengths = Lengths { ranges: ranges.iter().copied().collect(), offsets: BTreeSet::new(), at_once };
        let clock = Clock::of(&lengths, std::iter::once(hold));
        (clock.sample / 100, clock.evaluation / 100)
    }

    #[test]
    fn steps_are_as_long_as_the_times_of_an_alert_allow() {
        assert_eq!(clock(&[5 * MINUTE], 5 * MINUTE, false), (550, 550));
        assert_eq!(clock(&[MINUTE], 5 * MINUTE, false), (110, 110));
        assert_eq!(clock(&[5 * MINUTE], 10_000, false), (55, 55));
        // A week has some hundred evaluations and no more; what is looked at at once has samples in between.
        assert_eq!(clock(&[7 * 24 * 60 * MINUTE], 5 * MINUTE, false), (66_000, 66_000));
        assert_eq!(clock(&[7 * 24 * 60 * MINUTE], 5 * MINUTE, true), (2_200, 66_000));
    }
}
