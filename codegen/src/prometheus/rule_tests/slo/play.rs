//! A burn as it is brought about: stretches of time, what happens in each, and when the alert is looked at.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Burn, LONG_WINDOW, RATE_WINDOW, Slo, SloAlert};
use gaugewright_spec::number::Number;

use super::{Events, Part, SAMPLE, evaluation};
use crate::prometheus::rule_tests::file::Input;
use crate::prometheus::rule_tests::series::{Series, Shape};
use crate::prometheus::rule_tests::timeline::{Stretch, samples};
use crate::prometheus::rule_tests::writer::input;

/// As in the tests of other alerts: a crooked share, so that no digit that is shown hangs on the last bit.
pub(super) const BESIDE: f64 = 0.012_37;
/// How much more there is before a burn, and how much less afterwards.
const BEFORE: f64 = 1e3;
const AFTER: f64 = 1e-6;
/// How much more traffic there is than there has to be: windows may lose some, and twice as much is too much to ask.
const AMPLE: f64 = 1.9;

/// One burn.
pub(super) struct Play<'p> {
    pub(super) burn: &'p Burn,
    pub(super) events: &'p dyn Events,
    /// Shares of what is bad just above the threshold and just below.
    pub(super) above: f64,
    below: f64,
    /// The traffic meanwhile, and the least that there has to be.
    pub(super) traffic: f64,
    pub(super) least: Option<f64>,
    /// Seconds from one evaluation to the next.
    step: u64,
    /// Seconds of what happens before.
    before: u64,
}

/// When the alert is looked at, in seconds.
pub(super) struct Times {
    /// The burn has not yet filled the long window.
    pub(super) early: u64,
    /// It has.
    pub(super) sure: u64,
    /// It has not yet left the short window.
    pub(super) lasting: u64,
    /// It has.
    pub(super) over: u64,
    /// The burn ends.
    end: u64,
}

impl<'p> Play<'p> {
    pub(super) fn new(slo: &Slo, kind: SloAlert, burn: &'p Burn, events: &'p dyn Events) -> Self {
        let threshold = burn.threshold.to_f64();
        // Not more than all can be bad.
        let above = (threshold * (1.0 + BESIDE)).min(f64::midpoint(threshold, 1.0));
        let least = slo.min_traffic.map(Number::to_f64);
        let step = seconds(evaluation(slo, kind));
        let before = seconds(burn.long) / 4 + seconds(RATE_WINDOW);
        Self {
            burn,
            events,
            above,
            below: threshold * (1.0 - BESIDE),
            traffic: least.map_or(1.0, |least| least * AMPLE),
            least,
            step,
            before: before.next_multiple_of(step),
        }
    }

    pub(super) fn times(&self) -> Times {
        let (long, short) = (seconds(self.burn.long), seconds(self.burn.short));
        // What is added up from recorded rates is late by their window.
        let late = if self.burn.long >= LONG_WINDOW { seconds(RATE_WINDOW) } else { 0 };
        let full = self.before + long;
        let sure = (full + late + self.step).next_multiple_of(self.step);
        let end = sure + self.step;
        Times {
            early: full - self.step,
            sure,
            lasting: end + short - self.step,
            over: end + short + self.step,
            end,
        }
    }

    /// What is bad until the last short window and in it, if only that has enough of it.
    pub(super) fn rising(&self) -> Option<[f64; 2]> {
        self.with_last((self.below * 1.5).min(f64::midpoint(self.above, 1.0)), self.below)
    }

    /// The same if only the long one has enough.
    pub(super) fn falling(&self) -> Option<[f64; 2]> {
        self.with_last(self.below, self.above)
    }

    /// The share before the last short window that makes the whole long one be so bad.
    #[allow(clippy::cast_precision_loss, reason = "hours and days")]
    fn with_last(&self, last: f64, whole: f64) -> Option<[f64; 2]> {
        let part = |bad, window| Part { bad, seconds: seconds(window) as f64 };
        let before = self.events.before(part(last, self.burn.short), part(whole, self.burn.long))?;
        Some([before, last])
    }

    /// The samples of all series: what is bad until the last short window, and from then on.
    pub(super) fn inputs(&self, bad: [f64; 2], traffic: f64) -> Option<Vec<Input>> {
        let times = self.times();
        let sample = seconds(SAMPLE);
        let turn = times.sure - seconds(self.burn.short);
        let stretches = [
            (self.events.rates(traffic * BEFORE, 0.0)?, self.before),
            (self.events.rates(traffic, bad[0])?, turn - self.before),
            (self.events.rates(traffic, bad[1])?, times.end - turn),
            (self.events.rates(traffic * AFTER, 0.0)?, times.over + self.step - times.end),
        ];
        let one = |(at, series): (usize, &Series)| {
            let stretches: Vec<Stretch> = stretches
                .iter()
                .map(|(rates, length)| (rates[at], u32::try_from(length / sample).unwrap_or(u32::MAX)))
                .collect();
            #[allow(clippy::cast_precision_loss, reason = "a minute")]
            let step = sample as f64;
            input(series, samples(Shape::Slope, &stretches, step))
        };
        Some(self.events.series().iter().enumerate().map(one).collect())
    }
}

fn seconds(duration: Duration) -> u64 {
    duration.as_millis() / 1000
}
