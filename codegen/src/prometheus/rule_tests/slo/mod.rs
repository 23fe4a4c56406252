//! The tests of the alerts of an objective. What they are like is known: too much is bad in a long window and in a short one. So each
//! of their burns is brought about by itself, with traffic that makes windows show:
//!
//! - a thousand times as much, all of it good, for a quarter of the long window: while that looks at any of it, all is well;
//! - a burn just above its threshold: it fires when the last of the good has left the long window, and no sooner;
//! - next to nothing, all of it good: it ends when the last of the bad has left the short window, and no sooner.

mod burn;
mod computed;
mod counted;
mod events;

use gaugewright_spec::model::{Alert, Burn, Indicator, RATE_WINDOW, Slo, SloAlert, Spec};
use gaugewright_spec::promql;

use super::clock::Clock;
use super::file::Test;
use super::selector::selectors;
use super::stage::{Part as StagePart, Stage};
use super::writer::Writer;
use burn::Staged;
use computed::Computed;
use counted::Counted;
use events::Events;

/// Milliseconds between two samples. Objectives look at hours and days: more samples only take longer.
const SAMPLE: u64 = 110_000;
/// Evaluations in the shortest window. No alert of an objective waits, so more of them would show nothing more.
const EVALUATIONS: u64 = 4;

/// The objective that an alert on a burn is for.
pub(super) fn of<'s>(spec: &'s Spec, alert: &Alert) -> Option<(&'s Slo, SloAlert)> {
    let kinds = spec.slos.iter().flat_map(|slo| SloAlert::ALL.map(|kind| (slo, kind)));
    kinds.into_iter().find(|(slo, kind)| slo.alert_name(*kind) == alert.name)
}

/// Time between samples and evaluations: no window of an objective is a multiple of one of them.
pub(super) fn clock(slo: &Slo, kind: SloAlert) -> Clock {
    let shortest = slo.burns(kind).map(|burn| burn.short).min().unwrap_or(RATE_WINDOW);
    let samples = (shortest.as_millis() / EVALUATIONS / SAMPLE).max(2);
    Clock { sample: SAMPLE, evaluation: SAMPLE * samples }
}

impl Writer<'_> {
    /// The tests of an alert of an objective; nothing if its share does not follow from counters.
    pub(super) fn of_objective(&self, slo: &Slo, kind: SloAlert) -> Option<Vec<Test>> {
        let selectors = selectors(&self.alert.expr)?;
        match &slo.indicator {
            Indicator::Ratio { ratio, of } => {
                // Of a steady rate the window shows nothing.
                let ratio = promql::rewrite::over(ratio, RATE_WINDOW);
                // Else it only says what has to be there.
                let of = of.as_deref().filter(|_| slo.min_traffic.is_some());
                self.of_events(slo, kind, &Computed::new(self, slo, kind, &ratio, of, selectors)?)
            }
            _ => self.of_events(slo, kind, &Counted::new(self, slo, selectors)?),
        }
    }

    fn of_events(&self, slo: &Slo, kind: SloAlert, events: &dyn Events) -> Option<Vec<Test>> {
        let mut tests = Vec::new();
        for burn in slo.burns(kind) {
            let staged = Staged::new(slo, burn, events, self.clock);
            // One that only repeats what a shorter one says has no test of its own.
            if slo.burns(kind).all(|other| other.long >= burn.long || other.threshold.to_f64() > staged.above)
            {
                tests.extend(self.of_burn(&staged)?);
            }
        }
        Some(tests)
    }

    fn of_burn(&self, staged: &Staged<'_>) -> Option<Vec<Test>> {
        let Burn { long, short, .. } = staged.burn;
        let stage = |parts: Vec<StagePart>| Stage::new(self, parts);
        let fires = format!("a burn for {long} fires, and ends {short} after it");
        let labels = staged.events.labels();
        let mut tests = vec![stage(staged.whole()?).comes_and_goes(
            fires,
            [staged.before() - 1, staged.sure()],
            labels,
        )?];
        let rising =
            format!("just not enough of a burn for {long} fires nothing, though {short} have enough");
        tests.extend(staged.rising().and_then(|parts| stage(parts).silent(rising)));
        let falling = format!("enough of a burn for {long} fires nothing, if {short} have just not enough");
        tests.extend(staged.falling().and_then(|parts| stage(parts).silent(falling)));
        if let Some(least) = staged.least {
            let little = format!("a burn for {long} of too little fires nothing");
            tests.extend(staged.of_little(least).and_then(|parts| stage(parts).silent(little)));
        }
        Some(tests)
    }
}
