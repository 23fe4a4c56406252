//! What a rule would have done: it goes over the values of its query as Prometheus does, evaluation by evaluation.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, AlertGroup, Comparison};

use crate::history::{Labels, Series, Steps};
use crate::moment::Moment;
use crate::prometheus;
use crate::prometheus::state::{Active, Holds};

/// The values of the query of an alert over time, by the labels that the alert has with them.
pub(crate) struct Past {
    pub(crate) steps: Steps,
    pub(crate) series: Vec<(Labels, Vec<Option<f64>>)>,
}

impl Past {
    /// The values that a query gave. Two series that become the same alert are an error of the rule wherever both are.
    pub(crate) fn new(alert: &Alert, steps: Steps, found: Series) -> Result<Self, String> {
        let mut series: BTreeMap<Labels, Vec<Option<f64>>> = BTreeMap::new();
        for (mut labels, values) in found {
            labels.remove("__name__");
            let all = series
                .entry(prometheus::alert_labels(alert, &labels))
                .or_insert_with(|| vec![None; steps.count]);
            for (index, (value, new)) in all.iter_mut().zip(values).enumerate() {
                if value.is_some() && new.is_some() {
                    let words =
                        "two series of its query become the same alert, so Prometheus refuses the rule";
                    return Err(format!(
                        "`{}`, {}: {words}",
                        alert.key,
                        crate::moment::shown(steps.at(index))
                    ));
                }
                *value = value.or(new);
            }
        }
        Ok(Self { steps, series: series.into_iter().collect() })
    }

    /// The index of the first evaluation in which there is a value.
    pub(crate) fn first(&self) -> Option<usize> {
        self.series.iter().filter_map(|(_, values)| values.iter().position(Option::is_some)).min()
    }

    /// The same from an evaluation on.
    pub(crate) fn from(mut self, first: usize) -> Self {
        for (_, values) in &mut self.series {
            values.drain(..first.min(values.len()));
        }
        self.steps = Steps {
            start: self.steps.at(first),
            count: self.steps.count.saturating_sub(first),
            ..self.steps
        };
        self
    }

    /// The value of each evaluation that is nearest to firing.
    pub(crate) fn worst(&self, comparison: Comparison) -> Vec<f64> {
        let of = |index: usize| {
            let values =
                self.series.iter().filter_map(|(_, values)| values[index].filter(|value| value.is_finite()));
            values.reduce(|one, other| worse(comparison, one, other))
        };
        (0..self.steps.count).filter_map(of).collect()
    }
}

/// The one of two values that is farther on the side where it fires.
pub(crate) fn worse(comparison: Comparison, one: f64, other: f64) -> f64 {
    match comparison {
        Comparison::Below | Comparison::AtMost => one.min(other),
        _ => one.max(other),
    }
}

/// How a rule goes from evaluation to evaluation.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    holds: Holds,
    limit: Option<usize>,
    /// Nothing if every value counts: the condition stands in the query.
    pub(crate) threshold: Option<(Comparison, f64)>,
}

/// An alert that fired.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Firing {
    pub(crate) labels: Labels,
    /// Since when it was pending.
    pub(crate) pending: Moment,
    pub(crate) from: Moment,
    /// The evaluation in which it ended, or the last one.
    pub(crate) to: Moment,
    /// The value that was farthest beyond the threshold.
    pub(crate) worst: f64,
    /// Whether it was pending or fired at the first evaluation: it may have begun before.
    pub(crate) is_older: bool,
    /// Whether it still fires at the last one.
    pub(crate) goes_on: bool,
}

impl Firing {
    pub(crate) fn length(&self) -> i64 {
        self.to - self.from
    }
}

/// Where a series is after an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) labels: Labels,
    /// Nothing if it is inactive.
    pub(crate) active: Option<Active>,
    /// Whether it was active at the first evaluation: it may have been before.
    pub(crate) is_older: bool,
    /// Its value, if it has one.
    pub(crate) value: Option<f64>,
    /// The last value that it had, and when.
    pub(crate) last: Option<(Moment, f64)>,
    /// The longest time for which it was active, in milliseconds.
    pub(crate) longest: i64,
    /// When it fired last.
    pub(crate) fired: Option<Moment>,
}

/// A series on its way.
#[derive(Clone, Copy)]
struct Run {
    active: Active,
    fired: Option<Moment>,
    worst: f64,
}

impl Rule {
    pub(crate) fn new(group: &AlertGroup, alert: &Alert, threshold: Option<(Comparison, f64)>) -> Self {
        let millis = |duration: Option<gaugewright_spec::duration::Duration>| {
            i64::try_from(duration.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
        };
        Self {
            holds: Holds { hold: millis(alert.hold), keep: millis(alert.keep_firing) },
            limit: group.limit.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0),
            threshold,
        }
    }

    /// Where each series is after the last evaluation.
    pub(crate) fn states(&self, past: &Past) -> Vec<State> {
        let of = |(labels, values): &(Labels, Vec<Option<f64>>)| {
            let mut state = State {
                labels: labels.clone(),
                active: None,
                is_older: false,
                value: None,
                last: None,
                longest: 0,
                fired: None,
            };
            for (index, value) in values.iter().enumerate() {
                let now = past.steps.at(index);
                state.value = *value;
                state.last = value.map(|value| (now, value)).or(state.last);
                state.active =
                    self.holds.next(state.active, value.is_some_and(|value| self.fires(value)), now);
                let held = state.active.map_or(0, |active| now - active.since);
                state.longest = state.longest.max(held);
                state.fired = state.active.filter(|active| active.firing).map(|_| now).or(state.fired);
            }
            state.is_older = state.active.is_some_and(|active| active.since == past.steps.start);
            state
        };
        past.series.iter().map(of).collect()
    }

    /// Whether so many alerts at once are more than the rule may give: then it fails.
    pub(crate) fn is_too_many(&self, alerts: usize) -> bool {
        self.limit.is_some_and(|limit| alerts > limit)
    }

    fn fires(&self, value: f64) -> bool {
        self.threshold.is_none_or(|(comparison, number)| comparison.holds(value, number))
    }

    /// All that fired, in the order of time.
    pub(crate) fn firings(&self, past: &Past) -> Vec<Firing> {
        let comparison = self.threshold.map_or(Comparison::Above, |(comparison, _)| comparison);
        let mut runs: Vec<Option<Run>> = vec![None; past.series.len()];
        let mut firings = Vec::new();
        for index in 0..past.steps.count {
            let now = past.steps.at(index);
            for (run, (labels, values)) in runs.iter_mut().zip(&past.series) {
                let value = values[index].filter(|value| self.fires(*value));
                let next = self.holds.next(run.map(|run| run.active), value.is_some(), now);
                if let (Some(ended), None) = (*run, next) {
                    firings.extend(ended.firing(labels, past.steps, now, false));
                }
                *run = next.map(|active| Run {
                    active,
                    fired: run.and_then(|run| run.fired).or(active.firing.then_some(now)),
                    worst: match (run.map(|run| run.worst), value) {
                        (Some(worst), Some(value)) => worse(comparison, worst, value),
                        (worst, value) => worst.or(value).unwrap_or(f64::NAN),
                    },
                });
            }
            // A rule that gives more fails, and all of its alerts are forgotten.
            if self.is_too_many(runs.iter().flatten().count()) {
                for (run, (labels, _)) in runs.iter_mut().zip(&past.series) {
                    firings.extend(run.take().and_then(|run| run.firing(labels, past.steps, now, false)));
                }
            }
        }
        for (run, (labels, _)) in runs.iter().zip(&past.series) {
            firings.extend(run.and_then(|run| run.firing(labels, past.steps, past.steps.end(), true)));
        }
        firings.sort_by(|one, other| (one.from, &one.labels).cmp(&(other.from, &other.labels)));
        firings
    }
}

impl Run {
    /// What it was, if it fired at all.
    fn firing(self, labels: &Labels, steps: Steps, to: Moment, goes_on: bool) -> Option<Firing> {
        let from = self.fired.filter(|from| *from < to || goes_on)?;
        let pending = self.active.since;
        let is_older = pending == steps.start;
        Some(Firing { labels: labels.clone(), pending, from, to, worst: self.worst, is_older, goes_on })
    }
}

/// How often somebody was told: alerts of a group that fire at the same time are told together.
pub(crate) fn pages(firings: &[Firing], group: impl Fn(&Labels) -> Labels) -> usize {
    let mut ends: BTreeMap<Labels, Moment> = BTreeMap::new();
    let is_new = |firing: &&Firing| {
        let end = ends.entry(group(&firing.labels)).or_insert(Moment::MIN);
        let is_new = firing.from > *end;
        *end = firing.to.max(*end);
        is_new
    };
    firings.iter().filter(is_new).count()
}
