//! What Prometheus makes of rules and samples, evaluation by evaluation: what is recorded, and which alerts are pending or fire. Where
//! its versions read ranges differently, or a comparison hangs on the last digits, there are several answers, and only what they
//! agree on is known.

use std::ops::Range;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Recording};
use gaugewright_spec::promql::Expr;

use super::clock::Clock;
use super::course::{Line, State};
use super::plan::{Approx, Doubt, Plan, Sampled, Watched};
use super::samples::{LOOKBACK, Reading, Timeline};
use super::selector::{Selector, selectors};
use super::series::{Labels, Series, Shape};
use crate::prometheus::state::{Active, Holds};

/// An alert over series that are known, and what is recorded for it.
pub(super) struct Rules {
    recordings: Vec<Recorded>,
    alert: Plan,
    holds: Holds,
    clock: Clock,
    /// How many series there are that are not recorded.
    scraped: usize,
}

/// Since when rules are evaluated, in milliseconds.
struct Starts {
    alert: i64,
    recordings: Vec<i64>,
}

struct Recorded {
    plan: Plan,
    /// The place of the first of the series that it records.
    first: usize,
    count: usize,
}

/// More samples than these at once are too many for promtool.
const MAX_AT_ONCE: i64 = 9_000;
/// How many samples a test may read: as many take promtool about a second.
const MAX_READ: i64 = 40_000_000;

impl Rules {
    /// The rule of an alert whose query is over what is scraped.
    pub(super) fn new(
        alert: &Alert,
        selectors: &[Selector],
        series: &[Series],
        clock: Clock,
    ) -> Option<Self> {
        let plan = Plan::new(selectors, series, &alert.expr, clock.evaluation)?;
        Self::with(alert, Vec::new(), plan, series.len(), clock)
    }

    /// The rule of an alert over what is recorded, with those of the recordings that it hangs on.
    pub(super) fn recorded<'r>(
        alert: &Alert,
        recordings: impl DoubleEndedIterator<Item = &'r Recording> + Clone,
        series: &[Series],
        clock: Clock,
    ) -> Option<Self> {
        let mut known = series.to_vec();
        let mut recorded = Vec::new();
        for rule in needed(alert.rule_expr(), recordings) {
            let plan = plan(&rule.expr, &known, clock)?;
            let first = known.len();
            let labels: Vec<Labels> = plan.labels().cloned().collect();
            known.extend(labels.into_iter().map(|labels| recorded_series(rule, labels)));
            recorded.push(Recorded { plan, first, count: known.len() - first });
        }
        let alert_plan = plan(alert.rule_expr(), &known, clock)?;
        Self::with(alert, recorded, alert_plan, series.len(), clock)
    }

    fn with(
        alert: &Alert,
        recordings: Vec<Recorded>,
        plan: Plan,
        scraped: usize,
        clock: Clock,
    ) -> Option<Self> {
        let millis =
            |duration: Option<Duration>| i64::try_from(duration.unwrap_or_default().as_millis()).ok();
        let (hold, keep) = (millis(alert.hold)?, millis(alert.keep_firing)?);
        let holds = Holds { hold, keep };
        let rules = Self { recordings, alert: plan, holds, clock, scraped };
        (rules.read_at_once() <= MAX_AT_ONCE).then_some(rules)
    }

    /// How many samples the largest of the queries reads.
    fn read_at_once(&self) -> i64 {
        let apart = |series| if series < self.scraped { self.clock.sample } else { self.clock.evaluation };
        let apart = |series| i64::try_from(apart(series)).unwrap_or(i64::MAX);
        let plans = self.recordings.iter().map(|recorded| &recorded.plan).chain([&self.alert]);
        plans.map(|plan| plan.samples(&apart)).max().unwrap_or_default()
    }

    /// For how many evaluations the past shows.
    pub(super) fn settled(&self) -> u32 {
        let recorded = self.recordings.iter().map(|recorded| recorded.plan.reach()).max().unwrap_or_default();
        self.clock.steps((self.alert.reach() + recorded).unsigned_abs())
    }

    /// For how many evaluations what is now is not looked at everywhere.
    pub(super) fn delayed(&self) -> u32 {
        self.clock.steps(self.alert.offset().unsigned_abs())
    }

    pub(super) fn hold(&self) -> u32 {
        self.clock.steps(self.holds.hold.unsigned_abs())
    }

    pub(super) fn keep(&self) -> u32 {
        self.clock.steps(self.holds.keep.unsigned_abs())
    }

    /// The labels of the results of the alert's query.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Labels> {
        self.alert.labels()
    }

    /// What happens in these evaluations, of all that there are until the last; nothing if Prometheus refuses to evaluate something,
    /// or it would take too long.
    pub(super) fn run(&self, timelines: &[Timeline], evaluations: Range<u32>) -> Option<Outcome> {
        if self.read_at_once().saturating_mul(i64::from(evaluations.end)) > MAX_READ {
            return None;
        }
        let mut runs = Vec::new();
        for reading in Reading::ALL {
            let (passes, fails) = (Doubt::new(true), Doubt::new(false));
            runs.push(self.read(timelines, &evaluations, reading, &passes, &[])?);
            if passes.met() {
                runs.push(self.read(timelines, &evaluations, reading, &fails, &[])?);
            }
            if !passes.hangs_on_reading() && !fails.hangs_on_reading() {
                break;
            }
        }
        Some(Outcome { first: evaluations.start, runs })
    }

    /// What becomes of each series that the query can give in so many evaluations; nothing where it would take too long.
    pub(super) fn course(&self, timelines: &[Timeline], evaluations: u32) -> Option<Followed> {
        if self.read_at_once().saturating_mul(i64::from(evaluations)) > MAX_READ {
            return None;
        }
        let watched = self.alert.watched();
        let run = self.read(timelines, &(0..evaluations), Reading::ALL[0], &Doubt::new(true), &watched)?;
        let lines = watched.iter().zip(run.watched);
        let line = |(watched, values): (&Option<Watched>, _)| {
            watched.map(|Watched { bound, .. }| Line { values, bound })
        };
        Some(Followed { states: run.states, lines: lines.map(line).collect() })
    }

    /// What happens. `watched` are the numbers that somebody wants to see.
    fn read(
        &self,
        timelines: &[Timeline],
        evaluations: &Range<u32>,
        reading: Reading,
        doubt: &Doubt,
        watched: &[Option<Watched>],
    ) -> Option<Run> {
        let all = self.recordings.last().map_or(self.scraped, |last| last.first + last.count);
        let starts = self.starts(evaluations.start);
        let mut timelines = timelines.to_vec();
        timelines.resize(all, Timeline::empty(self.clock.evaluation));
        let mut active: Vec<Option<(Active, Approx)>> = vec![None; self.labels().count()];
        let mut run = Run { watched: vec![Vec::new(); watched.len()], ..Run::default() };
        for evaluation in 0..evaluations.end {
            let now = i64::from(evaluation) * i64::try_from(self.clock.evaluation).ok()?;
            for (Recorded { plan, first, count }, start) in self.recordings.iter().zip(&starts.recordings) {
                let mut samples = vec![None; *count];
                if now >= *start {
                    for (at, number) in
                        plan.vector(&Sampled { timelines: &timelines, now, reading, doubt })?
                    {
                        samples[at] = Some((number.value, number.error));
                    }
                }
                for (timeline, sample) in timelines[*first..].iter_mut().zip(samples) {
                    timeline.push(sample);
                }
            }
            if now >= starts.alert {
                let numbers = self.alert.all(&Sampled { timelines: &timelines, now, reading, doubt })?;
                for (values, watched) in run.watched.iter_mut().zip(watched) {
                    values.push(watched.and_then(|watched| watched.value(&numbers)));
                }
                let vector = self.alert.there(&numbers);
                let firing = self.states(&mut active, &vector, now);
                if evaluation >= evaluations.start {
                    run.firing.push(firing);
                    run.states
                        .push(active.iter().map(|state| shown(state.map(|(active, _)| active))).collect());
                }
            }
        }
        Some(run)
    }

    /// Since when each rule has to be evaluated to know what happens from an evaluation on.
    fn starts(&self, first: u32) -> Starts {
        let evaluation = i64::try_from(self.clock.evaluation).unwrap_or(i64::MAX);
        // An alert that has held for long enough need not be known from its start.
        let held = if self.holds.keep == 0 { self.holds.hold + evaluation } else { i64::MAX };
        // Where a rule could fail, it must be seen to fail.
        let of = |plan: &Plan, start: i64| if plan.can_fail() { 0 } else { start };
        let alert = of(&self.alert, (i64::from(first) * evaluation).saturating_sub(held));
        let mut recordings = vec![i64::MAX; self.recordings.len()];
        for at in (0..recordings.len()).rev() {
            let own = &self.recordings[at];
            let later = self.recordings[at + 1..].iter().zip(&recordings[at + 1..]);
            let readers = later.map(|(reader, start)| (&reader.plan, *start)).chain([(&self.alert, alert)]);
            let needed = readers.filter_map(|(plan, start)| {
                let reach = plan.reach_of(own.first..own.first + own.count)?;
                Some(start.saturating_sub(reach + LOOKBACK))
            });
            recordings[at] = of(&own.plan, needed.min().unwrap_or(i64::MAX));
        }
        Starts { alert, recordings }
    }

    /// Takes all alerts through an evaluation, and gives those that fire afterwards with their last values.
    fn states(
        &self,
        active: &mut [Option<(Active, Approx)>],
        vector: &[(usize, Approx)],
        now: i64,
    ) -> Vec<(usize, Approx)> {
        let mut firing = Vec::new();
        for (at, state) in active.iter_mut().enumerate() {
            let value = vector.iter().find(|(found, _)| *found == at).map(|(_, value)| *value);
            let (before, last) = state.take().unzip();
            let next = self.holds.next(before, value.is_some(), now);
            *state = next.zip(value.or(last));
            if let Some((_, value)) = state.filter(|(active, _)| active.firing) {
                firing.push((at, value));
            }
        }
        firing
    }
}

/// What is shown of a state.
fn shown(state: Option<Active>) -> State {
    match state {
        None => State::Inactive,
        Some(active) if active.firing => State::Firing,
        Some(_) => State::Pending,
    }
}

/// What becomes of the series that a query can give.
pub(super) struct Followed {
    /// The state of each after each evaluation.
    pub(super) states: Vec<Vec<State>>,
    /// What is compared for each, if something is.
    pub(super) lines: Vec<Option<Line>>,
}

/// What happens, in one way in which it may be read.
#[derive(Default)]
struct Run {
    /// The alerts that fire after each evaluation: places in the result of the query, and values.
    firing: Vec<Vec<(usize, Approx)>>,
    /// The state of each series after each evaluation.
    states: Vec<Vec<State>>,
    /// What is watched of each series, evaluation by evaluation.
    watched: Vec<Vec<Option<f64>>>,
}

/// What happened, in every way in which it may be read.
pub(super) struct Outcome {
    /// The first evaluation of which that is known.
    first: u32,
    runs: Vec<Run>,
}

impl Outcome {
    /// The alerts that fire after an evaluation; nothing if that is not known.
    pub(super) fn firing(&self, evaluation: u32) -> Option<Vec<(usize, Approx)>> {
        let at = usize::try_from(evaluation.checked_sub(self.first)?).ok()?;
        let mut runs = self.runs.iter();
        let mut first = runs.next()?.firing.get(at)?.clone();
        for run in runs {
            let other = run.firing.get(at)?;
            if !first.iter().map(|(at, _)| at).eq(other.iter().map(|(at, _)| at)) {
                return None;
            }
            for ((_, value), (_, other)) in first.iter_mut().zip(other) {
                value.error = value.error.max((value.value - other.value).abs() + other.error);
            }
        }
        Some(first)
    }

    /// Whether anything fires after an evaluation; nothing if that is not known.
    pub(super) fn fires(&self, evaluation: u32) -> Option<bool> {
        Some(!self.firing(evaluation)?.is_empty())
    }
}

/// The recordings that a query reads, and those that they read, in their order.
fn needed<'r>(expr: &Expr, recordings: impl DoubleEndedIterator<Item = &'r Recording>) -> Vec<&'r Recording> {
    let read = |expr: &Expr| selectors(expr).unwrap_or_default();
    let mut wanted = read(expr);
    let mut needed = Vec::new();
    for rule in recordings.rev() {
        if wanted.iter().any(|selector| selector.name() == Some(rule.name.as_str())) {
            wanted.extend(read(&rule.expr));
            needed.push(rule);
        }
    }
    needed.reverse();
    needed
}

fn plan(expr: &Expr, series: &[Series], clock: Clock) -> Option<Plan> {
    Plan::new(&selectors(expr)?, series, expr, clock.evaluation)
}

fn recorded_series(rule: &Recording, labels: Labels) -> Series {
    let mut labels = labels;
    labels.extend(rule.labels.clone());
    let (name, labels) = (rule.name.as_str().into(), labels.into());
    Series { name, labels, shape: Shape::Level, selector: 0, group: 0, instance: 0, bound: None }
}
