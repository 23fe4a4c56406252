//! The tests of the alerts of an objective. What they are like is known: too much is bad in a long window and in a short one. So each
//! of their burns is brought about by itself, with traffic that makes windows show:
//!
//! - a thousand times as much, all of it good, for a quarter of the long window: while that looks at any of it, all is well;
//! - a burn just above its threshold: it fires when the last of the good has left the long window, and no sooner;
//! - next to nothing, all of it good: it ends when the last of the bad has left the short window, and no sooner.

use std::collections::BTreeSet;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Burn, Indicator, LONG_WINDOW, RATE_WINDOW, Slo, SloAlert, Spec};

use super::evaluate::Labels;
use super::file::{AlertTest, Input, Test};
use super::series::{Maker, Seen, Series, Shape, selectors};
use super::timeline::{Stretch, samples};
use super::writer::{Writer, input};

/// Time between two samples. Objectives look at hours and days: more samples only take longer.
const SAMPLE: Duration = Duration::from_secs(60);
/// Evaluations in the shortest window. No alert of an objective waits, so more of them would show nothing more.
const EVALUATIONS: u64 = 4;
/// As in the tests of other alerts: a crooked share, so that no digit that is shown hangs on the last bit.
const BESIDE: f64 = 0.012_37;
/// How much more there is before a burn, and how much less afterwards.
const BEFORE: f64 = 1e3;
const AFTER: f64 = 1e-6;
/// How much more traffic there is than there has to be: windows may lose some, and twice as much is too much to ask.
const AMPLE: f64 = 1.9;
/// What the instances have of what is bad or good, if that is counted apart.
const PART: [f64; 2] = [2.0 / 3.0, 1.0 / 3.0];

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
    /// The tests of an alert of an objective; nothing if its share is not of counters.
    pub(super) fn of_objective(&self, slo: &Slo, kind: SloAlert) -> Option<Vec<Test>> {
        let seen = selectors(&self.alert.expr)?;
        let events = Events::new(self, slo, &seen)?;
        let mut tests = Vec::new();
        for burn in slo.burns(kind) {
            let play = Play::new(slo, kind, burn, &events);
            // One that only repeats what a shorter one says has no test of its own.
            if slo.burns(kind).all(|other| other.long >= burn.long || other.threshold.to_f64() > play.above) {
                tests.extend(self.of_burn(&play)?);
            }
        }
        Some(tests)
    }

    fn of_burn(&self, play: &Play<'_>) -> Option<Vec<Test>> {
        let times = play.times();
        let labels = self.labels(&play.events.labels);
        let fires = self.expected(&play.events.labels, play.above)?;
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
                ..self.minutely(play.inputs([play.above; 2], play.traffic))
            },
            Test {
                name: format!(
                    "just not enough of a burn for {long} fires nothing, though {short} have enough"
                )
                .into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs(play.rising(), play.traffic))
            },
            Test {
                name: format!("enough of a burn for {long} fires nothing, if {short} have just not enough")
                    .into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs(play.falling(), play.traffic))
            },
        ];
        if let Some(least) = play.least {
            tests.push(Test {
                name: format!("a burn for {long} of too little fires nothing").into(),
                alert_rule_test: vec![alerts(Vec::new())],
                ..self.minutely(play.inputs([play.above; 2], least * (1.0 - BESIDE)))
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

/// The series of an objective: what is bad and what is good.
struct Events<'e> {
    slo: &'e Slo,
    series: Vec<(Series, Role)>,
    /// The labels of the group in trouble.
    labels: Labels,
}

/// What a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Bad,
    Good,
    All,
}

impl<'e> Events<'e> {
    /// Two instances, and if the objective holds for each group, two groups. Nothing if what is counted cannot be told apart.
    fn new(writer: &Writer<'_>, slo: &'e Slo, seen: &[Seen]) -> Option<Self> {
        let (part, of) = match &slo.indicator {
            Indicator::Bad { bad, of } => (bad, of),
            Indicator::Good { good, of } => (good, of),
            Indicator::Latency { bucket, of, .. } => (bucket, of),
            Indicator::Ratio { .. } => return None,
        };
        let find = |selector| seen.iter().find(|seen| seen.is(selector));
        let (part, of) = (find(part)?, find(of)?);
        let apart: BTreeSet<String> = slo.by.iter().cloned().collect();
        let maker = Maker { spec: writer.spec, seen, named: apart.clone() };
        let groups = if apart.is_empty() { 1 } else { 2 };
        let instances = if apart.contains("instance") { 1 } else { 2 };
        let mut series: Vec<(Series, Role)> = Vec::new();
        for (group, instance) in (0..groups).flat_map(|group| (0..instances).map(move |at| (group, at))) {
            for made in maker.series(group, instance, &apart)? {
                let role = match (&slo.indicator, part.finds(&made), of.finds(&made)) {
                    (Indicator::Latency { .. }, false, true) => Role::All,
                    (Indicator::Bad { .. }, true, _) | (Indicator::Good { .. }, false, true) => Role::Bad,
                    (_, true, _) | (_, _, true) => Role::Good,
                    _ => continue,
                };
                series.push((made, role));
            }
        }
        let labels = &series.iter().find(|(series, _)| series.group == 0)?.0.labels;
        let labels = labels.iter().filter(|(name, _)| apart.contains(*name));
        let labels = labels.map(|(name, value)| (name.clone(), value.clone())).collect();
        let has = |wanted| series.iter().any(|(_, role)| *role == wanted);
        let told_apart = has(Role::Good) && (has(Role::Bad) || has(Role::All));
        told_apart.then_some(Self { slo, series, labels })
    }

    /// How fast each series grows when so much happens a second, and this share of it is bad.
    fn rates(&self, traffic: f64, bad: f64) -> Vec<f64> {
        let alone = !self.series.iter().any(|(series, _)| series.instance == 1);
        let one = |(series, role): &(Series, Role)| {
            let bad = if series.group == 0 { bad } else { 0.0 };
            let half = if alone { 1.0 } else { 0.5 };
            let part = if alone { 1.0 } else { PART[series.instance.min(1)] };
            match (role, &self.slo.indicator) {
                (Role::Bad, _) => traffic * bad * part,
                (Role::Good, Indicator::Good { .. }) => traffic * (1.0 - bad) * part,
                (Role::Good, _) => traffic * (1.0 - bad) * half,
                (Role::All, _) => traffic * half,
            }
        };
        self.series.iter().map(one).collect()
    }
}

/// One burn, as it is brought about.
struct Play<'p> {
    burn: &'p Burn,
    events: &'p Events<'p>,
    /// Shares of what is bad just above the threshold and just below.
    above: f64,
    below: f64,
    /// The traffic meanwhile, and the least that there has to be.
    traffic: f64,
    least: Option<f64>,
    /// Seconds from one evaluation to the next.
    step: u64,
    /// Seconds of what happens before.
    before: u64,
}

/// When the alert is looked at, in seconds.
struct Times {
    /// The burn has not yet filled the long window.
    early: u64,
    /// It has.
    sure: u64,
    /// It has not yet left the short window.
    lasting: u64,
    /// It has.
    over: u64,
    /// The burn ends.
    end: u64,
}

impl<'p> Play<'p> {
    fn new(slo: &Slo, kind: SloAlert, burn: &'p Burn, events: &'p Events<'p>) -> Self {
        let threshold = burn.threshold.to_f64();
        // Not more than all can be bad.
        let above = (threshold * (1.0 + BESIDE)).min(f64::midpoint(threshold, 1.0));
        let least = slo.min_traffic.map(gaugewright_spec::number::Number::to_f64);
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

    fn times(&self) -> Times {
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
    fn rising(&self) -> [f64; 2] {
        self.with_last((self.below * 1.5).min(f64::midpoint(self.above, 1.0)), self.below)
    }

    /// The same if only the long one has enough.
    fn falling(&self) -> [f64; 2] {
        self.with_last(self.below, self.above)
    }

    /// The share before the last short window that makes the whole long one be so bad.
    #[allow(clippy::cast_precision_loss, reason = "hours and days")]
    fn with_last(&self, last: f64, whole: f64) -> [f64; 2] {
        let (long, short) = (seconds(self.burn.long) as f64, seconds(self.burn.short) as f64);
        [(whole * long - last * short) / (long - short), last]
    }

    /// The samples of all series: what is bad until the last short window, and from then on.
    fn inputs(&self, bad: [f64; 2], traffic: f64) -> Vec<Input> {
        let times = self.times();
        let sample = seconds(SAMPLE);
        let turn = times.sure - seconds(self.burn.short);
        let stretches = [
            (self.events.rates(traffic * BEFORE, 0.0), self.before),
            (self.events.rates(traffic, bad[0]), turn - self.before),
            (self.events.rates(traffic, bad[1]), times.end - turn),
            (self.events.rates(traffic * AFTER, 0.0), times.over + self.step - times.end),
        ];
        let one = |(at, (series, _)): (usize, &(Series, Role))| {
            let stretches: Vec<Stretch> = stretches
                .iter()
                .map(|(rates, length)| (rates[at], u32::try_from(length / sample).unwrap_or(u32::MAX)))
                .collect();
            #[allow(clippy::cast_precision_loss, reason = "a minute")]
            let step = sample as f64;
            input(series, samples(Shape::Slope, &stretches, step))
        };
        self.events.series.iter().enumerate().map(one).collect()
    }
}

fn seconds(duration: Duration) -> u64 {
    duration.as_millis() / 1000
}
