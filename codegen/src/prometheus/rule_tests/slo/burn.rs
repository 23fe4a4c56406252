//! A burn as it is brought about: stretches of time, and what happens in each.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Burn, Indicator, LONG_WINDOW, RATE_WINDOW, Slo};
use gaugewright_spec::number::Number;

use super::events::{Events, Part};
use crate::prometheus::rule_tests::clock::Clock;
use crate::prometheus::rule_tests::decoy;
use crate::prometheus::rule_tests::series::Series;
use crate::prometheus::rule_tests::stage;

/// As in the tests of other alerts: a crooked part, so that no digit that is shown hangs on the last bit.
pub(super) const BESIDE: f64 = 0.012_37;
/// How much more there is before a burn, and how much less afterwards.
const BEFORE: f64 = 1e3;
const AFTER: f64 = 1e-6;
/// How much more traffic there is than there has to be: windows may lose some, and twice as much is too much to ask.
const AMPLE: f64 = 1.9;
/// How much more happens at a second service: there it must show beside all of ours.
const OF_OTHERS: f64 = 1e6;

/// One burn of an objective.
pub(super) struct Staged<'b> {
    pub(super) burn: &'b Burn,
    pub(super) events: &'b dyn Events,
    clock: Clock,
    /// Whether long windows are added up from what is recorded of short ones.
    is_added_up: bool,
    /// Shares of what is bad just above the threshold and just below.
    pub(super) above: f64,
    below: f64,
    /// The traffic meanwhile, and the least that there has to be.
    pub(super) traffic: f64,
    pub(super) least: Option<f64>,
}

/// A stretch of a burn: what happens a second, which part of it is bad, and for how many evaluations; and whether a second service
/// burns meanwhile.
type Phase = (f64, f64, u32, bool);

impl<'b> Staged<'b> {
    pub(super) fn new(slo: &Slo, burn: &'b Burn, events: &'b dyn Events, clock: Clock) -> Self {
        let threshold = burn.threshold.to_f64();
        let least = slo.min_traffic.map(Number::to_f64);
        Self {
            burn,
            events,
            clock,
            is_added_up: burn.long >= LONG_WINDOW && !matches!(slo.indicator, Indicator::Ratio { .. }),
            // Not more than all can be bad.
            above: (threshold * (1.0 + BESIDE)).min(f64::midpoint(threshold, 1.0)),
            below: threshold * (1.0 - BESIDE),
            traffic: least.map_or(1.0, |least| least * AMPLE),
            least,
        }
    }

    /// For how many evaluations it is calm before the burn: so much is good that the long window shows it as long as it sees any of it.
    pub(super) fn before(&self) -> u32 {
        self.steps(self.burn.long) / 4 + self.steps(RATE_WINDOW) + 1
    }

    /// The last evaluation while it burns.
    pub(super) fn sure(&self) -> u32 {
        self.before() + self.full() - 1
    }

    /// For how many it burns until the long window is full. What is added up from recorded rates is late by their window.
    fn full(&self) -> u32 {
        self.steps(self.burn.long) + self.steps(RATE_WINDOW) + 2
    }

    /// How many of the last are in the short window.
    fn last(&self) -> u32 {
        let pairs = self.burn.short.as_millis() / self.clock.sample;
        let each = (self.clock.evaluation / self.clock.sample).max(1);
        u32::try_from(pairs.saturating_sub(1).div_ceil(each) + 1).unwrap_or(u32::MAX / 8)
    }

    /// It is calm, burns, and is calm again.
    pub(super) fn whole(&self) -> Option<Vec<stage::Part>> {
        let after = self.steps(self.burn.short) + self.steps(RATE_WINDOW) + 3;
        self.parts(&[
            (self.traffic * BEFORE, 0.0, self.before(), true),
            (self.traffic, self.above, self.full(), false),
            (self.traffic * AFTER, 0.0, after, true),
        ])
    }

    /// It burns, but too little happens.
    pub(super) fn of_little(&self, least: f64) -> Option<Vec<stage::Part>> {
        self.burning([self.above; 2], least * (1.0 - BESIDE))
    }

    /// In the end only the short window has enough that is bad.
    pub(super) fn rising(&self) -> Option<Vec<stage::Part>> {
        let last = (self.below * 1.5).min(f64::midpoint(self.above, 1.0));
        self.burning([self.until(last, self.below)?, last], self.traffic)
    }

    /// In the end only the long window has.
    pub(super) fn falling(&self) -> Option<Vec<stage::Part>> {
        self.burning([self.until(self.below, self.above)?, self.below], self.traffic)
    }

    /// Until the end, with what is bad before the last short window and in it.
    fn burning(&self, bad: [f64; 2], traffic: f64) -> Option<Vec<stage::Part>> {
        let last = self.last();
        self.parts(&[
            (self.traffic * BEFORE, 0.0, self.before(), true),
            (traffic, bad[0], self.full().saturating_sub(last), true),
            (traffic, bad[1], last, true),
        ])
    }

    /// The share before the last short window that makes the whole long one be so bad.
    fn until(&self, last: f64, whole: f64) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "hours and days")]
        let part = |bad, steps: u64| Part { bad, length: steps as f64 };
        let (long, last_steps) = (self.burn.long.as_millis(), u64::from(self.last()));
        if self.is_added_up {
            return self.events.before(part(last, last_steps), part(whole, long / self.clock.evaluation + 1));
        }
        let each = (self.clock.evaluation / self.clock.sample).max(1);
        self.events.before(part(last, (last_steps - 1) * each + 1), part(whole, long / self.clock.sample))
    }

    /// The series and those of a second service, which does the opposite.
    fn parts(&self, phases: &[Phase]) -> Option<Vec<stage::Part>> {
        let busiest = phases.iter().map(|phase| phase.0).fold(0.0, f64::max) * OF_OTHERS;
        let burning = [1.0, self.above].into_iter().find_map(|bad| self.events.rates(busiest, bad))?;
        let calm = self.events.rates(busiest, 0.0)?;
        let mut own = Vec::new();
        for (traffic, bad, length, _) in phases {
            own.push((self.events.rates(*traffic, *bad)?, *length));
        }
        let of_others =
            phases.iter().map(|(.., length, burns)| (if *burns { &burning } else { &calm }, *length));
        let series = self.events.series();
        let ours = series.iter().enumerate().map(|(at, series)| {
            stage::Part::new(series, own.iter().map(|(rates, length)| (Some(rates[at]), *length)).collect())
        });
        let theirs = series.iter().enumerate().filter_map(|(at, series): (usize, &Series)| {
            let series = decoy::of_other_service(self.events.selectors(), series)?;
            let stretches = of_others.clone().map(|(rates, length)| (Some(rates[at]), length)).collect();
            Some(stage::Part { series, stretches })
        });
        Some(ours.chain(theirs).collect())
    }

    fn steps(&self, duration: Duration) -> u32 {
        self.clock.steps(duration.as_millis())
    }
}
