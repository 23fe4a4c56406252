//! The tests of the alerts of an objective. What they are like is known: too much is bad in a long window and in a short one. So each
//! of their burns is brought about by itself, with traffic that makes windows show:
//!
//! - a thousand times as much, all of it good, for a quarter of the long window: while that looks at any of it, all is well;
//! - a burn just above its threshold: it fires when the last of the good has left the long window, and no sooner;
//! - next to nothing, all of it good: it ends when the last of the bad has left the short window, and no sooner.

mod computed;
mod counted;
mod play;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Burn, Indicator, RATE_WINDOW, Slo, SloAlert, Spec};
use gaugewright_spec::promql;

use super::evaluate::Labels;
use super::file::{AlertTest, Input, Test};
use super::series::{Series, selectors};
use super::writer::Writer;
use computed::Computed;
use counted::Counted;
use play::{BESIDE, Play};

/// Time between two samples. Objectives look at hours and days: more samples only take longer.
const SAMPLE: Duration = Duration::from_secs(60);
/// Evaluations in the shortest window. No alert of an objective waits, so more of them would show nothing more.
const EVALUATIONS: u64 = 4;

/// What an objective looks at.
trait Events {
    fn series(&self) -> &[Series];

    /// The labels of the group in trouble.
    fn labels(&self) -> &Labels;

    /// How fast each series grows when so much happens a second, and this share of it is bad; nothing if no growth brings it about.
    fn rates(&self, traffic: f64, bad: f64) -> Option<Vec<f64>>;

    /// The share until the last part of a whole that makes the whole so bad.
    fn before(&self, last: Part, whole: Part) -> Option<f64>;
}

/// A part of time, and the share in it that is bad.
#[derive(Clone, Copy)]
struct Part {
    bad: f64,
    seconds: f64,
}

/// The objective that an alert on a burn is for.
pub(super) fn of<'s>(spec: &'s Spec, alert: &Alert) -> Option<(&'s Slo, SloAlert)> {
    let kinds = spec.slos.iter().flat_map(|slo| SloAlert::ALL.map(|kind| (slo, kind)));
    kinds.into_iter().find(|(slo, kind)| slo.alert_name(*kind) == alert.name)
}

/// Time between two evaluations: two samples at least.
pub(super) fn evaluation(slo: &Slo, kind: SloAlert) -> Duration {
    let shortest = slo.burns(kind).map(|burn| burn.short).min().unwrap_or(RATE_WINDOW);
    let samples = shortest.as_millis() / EVALUATIONS / SAMPLE.as_millis();
    Duration::from_millis(SAMPLE.as_millis() * samples.max(2))
}

impl Writer<'_> {
    /// The tests of an alert of an objective; nothing if its share does not follow from counters.
    pub(super) fn of_objective(&self, slo: &Slo, kind: SloAlert) -> Option<Vec<Test>> {
        let seen = selectors(&self.alert.expr)?;
        match &slo.indicator {
            Indicator::Ratio { ratio, of } => {
                // Of a steady rate the window shows nothing.
                let ratio = promql::over(ratio, RATE_WINDOW);
                // Else it only says what has to be there.
                let of = of.as_deref().filter(|_| slo.min_traffic.is_some());
                self.of_events(slo, kind, &Computed::new(self, slo, kind, &ratio, of, seen)?)
            }
            _ => self.of_events(slo, kind, &Counted::new(self, slo, &seen)?),
        }
    }

    fn of_events(&self, slo: &Slo, kind: SloAlert, events: &dyn Events) -> Option<Vec<Test>> {
        let mut tests = Vec::new();
        for burn in slo.burns(kind) {
            let play = Play::new(slo, kind, burn, events);
            // One that only repeats what a shorter one says has no test of its own.
            if slo.burns(kind).all(|other| other.long >= burn.long || other.threshold.to_f64() > play.above) {
                tests.extend(self.of_burn(&play)?);
            }
        }
        Some(tests)
    }

    fn of_burn(&self, play: &Play<'_>) -> Option<Vec<Test>> {
        let times = play.times();
        let labels = self.labels(play.events.labels());
        let fires = self.expected(play.events.labels(), play.above)?;
        let Burn { long, short, .. } = play.burn;
        let at = |time: u64, fires| self.firing_at(shown(time), &labels, fires);
        let alerts = |exp_alerts| AlertTest {
            eval_time: shown(times.sure),
            alertname: self.alert.name.clone(),
            exp_alerts,
        };
        let mut tests = vec![
            Test {
                name: format!("a burn for {long} fires, and ends {short} after it").into(),
                alert_rule_test: vec![alerts(vec![fires])],
                promql_expr_test: vec![
                    at(times.early, false),
                    at(times.lasting, true),
                    at(times.over, false),
                ],
                ..self.minutely(play.inputs([play.above; 2], play.traffic)?)
            },
            Test {
                name: format!(
                    "just not enough of a burn for {long} fires nothing, though {short} have enough"
                )
                .into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs(play.rising()?, play.traffic)?)
            },
            Test {
                name: format!("enough of a burn for {long} fires nothing, if {short} have just not enough")
                    .into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs(play.falling()?, play.traffic)?)
            },
        ];
        if let Some(least) = play.least {
            tests.push(Test {
                name: format!("a burn for {long} of too little fires nothing").into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs([play.above; 2], least * (1.0 - BESIDE))?)
            });
        }
        Some(tests)
    }

    fn minutely(&self, input_series: Vec<Input>) -> Test {
        Test { interval: SAMPLE.to_string(), ..self.test(input_series) }
    }
}

fn shown(seconds: u64) -> String {
    Duration::from_secs(seconds).to_string()
}
