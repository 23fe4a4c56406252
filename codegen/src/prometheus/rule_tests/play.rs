//! A derived test as it goes on, worked out when somebody wants to draw it.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, AlertGroup, Spec};

use super::course::{Course, Curve, State};
use super::plan::{Doubt, Plan, Sampled};
use super::samples::{Reading, Timeline};
use super::scenario::Watched;
use super::selector::selectors;
use super::series::{Labels, Series};
use super::{clock, simulation};

/// What the query of an alert sees in a test.
#[derive(Clone, Debug)]
pub(super) struct Play {
    pub(super) series: Vec<Series>,
    pub(super) timelines: Vec<Timeline>,
    pub(super) evaluations: u32,
}

/// A derived test of an alert.
#[derive(Clone, Debug)]
pub(crate) struct Played {
    /// The stem of the names of the alert's files.
    pub(crate) alert: String,
    /// What is tested.
    pub(crate) name: String,
    pub(super) play: Play,
    /// The evaluations after which something is expected, and whether that is a firing alert.
    pub(super) expected: Vec<(u32, bool)>,
}

impl Played {
    /// How it goes on; nothing if the alert is another one.
    pub(crate) fn course(&self, spec: &Spec, (group, alert): (&AlertGroup, &Alert)) -> Option<Course> {
        let clock = clock(spec, alert)?;
        let selectors = selectors(&alert.expr)?;
        let Play { series, timelines, evaluations } = &self.play;
        let rules = simulation::Rules::of(spec, (group, alert), clock, &selectors, series)?;
        let states = rules.course(timelines, *evaluations)?;
        let labels: Vec<Labels> = rules.labels().cloned().collect();
        let watched = Watched::new(&alert.condition, &alert.expr).filter(Watched::is_compared);
        let values =
            watched.and_then(|watched| Plan::new(&selectors, series, watched.expr(), clock.evaluation));
        let values = values.map(|plan| self.values(&plan, clock.evaluation)).unwrap_or_default();
        let curves = curves(&labels, &values, &states);
        Some(Course { step: clock.evaluation, curves, expected: self.expected.clone() })
    }

    /// The values of the query without its comparison, by the labels of its series.
    fn values(&self, plan: &Plan, step: u64) -> BTreeMap<Labels, Vec<Option<f64>>> {
        let doubt = Doubt::new(true);
        let mut values: BTreeMap<Labels, Vec<Option<f64>>> = BTreeMap::new();
        for evaluation in 0..self.play.evaluations {
            let now = i64::try_from(u64::from(evaluation) * step).unwrap_or(i64::MAX);
            let reading = Reading::ALL[0];
            let moment = Sampled { timelines: &self.play.timelines, now, reading, doubt: &doubt };
            let found = plan.vector(&moment).unwrap_or_default();
            // Two sides of an `or` can give the same series, one of them at a time.
            for (labels, place) in plan.labels().zip(0..) {
                let value = found.iter().find(|(at, _)| *at == place).map(|(_, value)| value.value);
                let values = values.entry(labels.clone()).or_default();
                values.resize(evaluation as usize + 1, None);
                let last = values.last_mut();
                last.into_iter().for_each(|last| *last = last.or(value));
            }
        }
        values
    }
}

/// The series of the query that have a value at any time, or become an alert.
fn curves(
    labels: &[Labels],
    values: &BTreeMap<Labels, Vec<Option<f64>>>,
    states: &[Vec<State>],
) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for (labels, states) in labels.iter().zip(states) {
        match curves.iter_mut().find(|curve| curve.labels == *labels) {
            Some(curve) => {
                let both = curve.states.iter_mut().zip(states);
                both.for_each(|(state, other)| *state = (*state).max(*other));
            }
            None => {
                let values = values.get(labels).cloned().unwrap_or_default();
                curves.push(Curve { labels: labels.clone(), values, states: states.clone() });
            }
        }
    }
    curves.retain(|curve| {
        let is_active = curve.states.iter().any(|state| *state != State::Inactive);
        is_active || curve.values.iter().any(Option::is_some)
    });
    curves
}
