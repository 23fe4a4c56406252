//! A test while it is made: its series over time. What happens to the alert is simulated, and the test asks for what is known of that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::course::{Course, Curve, State};
use super::file::{Input, Test};
use super::plan::{Approx, Doubt, Plan, Sampled};
use super::samples::{Reading, Stretch, Timeline};
use super::scenario::Watched;
use super::selector::{Selector, selectors};
use super::series::{Labels, Series};
use super::simulation::Outcome;
use super::writer::Writer;

/// A series of a test, and its values over time, counted in evaluations.
pub(super) struct Part {
    pub(super) series: Series,
    pub(super) stretches: Vec<Stretch>,
}

impl Part {
    pub(super) fn new(series: &Series, stretches: Vec<Stretch>) -> Self {
        Self { series: series.clone(), stretches }
    }
}

/// All series of a test.
pub(super) struct Stage<'s> {
    writer: &'s Writer<'s>,
    parts: Vec<Part>,
}

/// The series of the query that have a value at any time, or become an alert.
fn curves(labels: &[Labels], values: &BTreeMap<Labels, Vec<Option<f64>>>, outcome: &Outcome) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for (labels, states) in labels.iter().zip(outcome.courses()) {
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

/// What happens to the alert while its series are like that.
struct Performance {
    inputs: Vec<Input>,
    /// The labels of everything that may fire.
    labels: Vec<Labels>,
    outcome: Outcome,
    /// The same for pictures, without what is expected.
    course: Course,
    evaluations: u32,
    /// For how many evaluations what is now is not looked at everywhere.
    delayed: u32,
}

impl<'s> Stage<'s> {
    pub(super) fn new(writer: &'s Writer<'s>, parts: Vec<Part>) -> Self {
        Self { writer, parts }
    }

    /// The same with series that are all the time as they are.
    pub(super) fn with(mut self, more: Vec<(Series, Option<f64>)>) -> Self {
        let length = self.evaluations();
        self.parts.extend(
            more.into_iter().map(|(series, value)| Part { series, stretches: vec![(value, length)] }),
        );
        self
    }

    fn evaluations(&self) -> u32 {
        let length = |part: &Part| part.stretches.iter().map(|(_, length)| length).sum();
        self.parts.iter().map(length).max().unwrap_or_default()
    }

    fn performed(&self) -> Option<Performance> {
        let Writer { alert, clock, .. } = *self.writer;
        let selectors = selectors(&alert.expr)?;
        let timeline = |part: &Part| {
            let stretches: Vec<Stretch> =
                part.stretches.iter().map(|(value, length)| (*value, clock.samples(*length))).collect();
            Timeline::new(part.series.shape, &stretches, clock.sample)
        };
        let timelines = self.parts.iter().map(timeline).collect::<Option<Vec<_>>>()?;
        let inputs = self.parts.iter().zip(&timelines);
        let inputs = inputs
            .map(|(part, timeline)| Input { series: part.series.written(), values: timeline.written() });
        let inputs = inputs.collect();
        // What no selector finds is nothing to the rule.
        let is_found = |part: &Part| selectors.iter().any(|selector: &Selector| selector.finds(&part.series));
        let found = self.parts.iter().zip(timelines).filter(|(part, _)| is_found(part));
        let (series, timelines): (Vec<Series>, Vec<Timeline>) =
            found.map(|(part, timeline)| (part.series.clone(), timeline)).unzip();
        let rules = self.writer.rules(&selectors, &series)?;
        let evaluations = self.evaluations();
        let outcome = rules.run(&timelines, evaluations)?;
        let labels: Vec<Labels> = rules.labels().cloned().collect();
        let values = self.values(&selectors, &series, &timelines, evaluations);
        let course = Course {
            step: clock.evaluation,
            curves: curves(&labels, &values, &outcome),
            expected: Vec::new(),
        };
        Some(Performance { inputs, labels, outcome, course, evaluations, delayed: rules.delayed() })
    }

    /// The values of the query without its comparison, by the labels of its series; none if it has no comparison, or if they are
    /// beyond us.
    fn values(
        &self,
        selectors: &[Selector],
        series: &[Series],
        timelines: &[Timeline],
        evaluations: u32,
    ) -> BTreeMap<Labels, Vec<Option<f64>>> {
        let Writer { alert, clock, .. } = *self.writer;
        let watched = Watched::new(&alert.condition, &alert.expr).filter(Watched::is_compared);
        let plan = watched.and_then(|watched| Plan::new(selectors, series, watched.expr(), clock.evaluation));
        let Some(plan) = plan else { return BTreeMap::new() };
        let doubt = Doubt::new(true);
        let mut values: BTreeMap<Labels, Vec<Option<f64>>> = BTreeMap::new();
        for evaluation in 0..evaluations {
            let now = i64::try_from(u64::from(evaluation) * clock.evaluation).unwrap_or(i64::MAX);
            let reading = Reading::ALL[0];
            let found = plan.vector(&Sampled { timelines, now, reading, doubt: &doubt }).unwrap_or_default();
            // Two sides of an `or` can give the same series, one of them at a time.
            for (labels, place) in plan.labels().zip(0..) {
                let value = found.iter().find(|(at, _)| *at == place).map(|(_, value)| value.value);
                let values = values.entry(labels.clone()).or_default();
                values.resize(evaluation as usize + 1, None);
                if let Some(last) = values.last_mut() {
                    *last = last.or(value);
                }
            }
        }
        values
    }

    /// It fires in the end, with these labels.
    pub(super) fn firing(&self, name: impl Into<Cow<'static, str>>, labels: &Labels) -> Option<Test> {
        self.performed()?.firing(self.writer, name, |firing| matches!(firing, [one] if one == labels))
    }

    /// Several fire in the end.
    pub(super) fn firing_together(&self, name: impl Into<Cow<'static, str>>) -> Option<Test> {
        self.performed()?.firing(self.writer, name, |firing| firing.len() > 1)
    }

    /// The labels of what fires in the end.
    pub(super) fn firing_labels(&self) -> Option<Vec<Labels>> {
        let performance = self.performed()?;
        let (_, firing) = performance.last()?;
        Some(firing.into_iter().map(|(labels, _)| labels).collect())
    }

    /// Nothing fires in the end.
    pub(super) fn silent(&self, name: impl Into<Cow<'static, str>>) -> Option<Test> {
        let performance = self.performed()?;
        let last = performance.evaluations.checked_sub(1)?;
        performance.outcome.firing(last)?.is_empty().then_some(())?;
        let test =
            Test { name: name.into(), course: performance.course, ..self.writer.test(performance.inputs) };
        self.writer.expect(test, last, &[])
    }

    /// From one evaluation on it fires or not, then not or does, and so on, with these labels.
    pub(super) fn turns<const N: usize>(
        &self,
        name: impl Into<Cow<'static, str>>,
        from: u32,
        states: [bool; N],
        labels: &Labels,
    ) -> Option<Test> {
        self.performed()?.turns(self.writer, name, from, states, labels)
    }

    /// From one evaluation on it does not fire, fires, is sure to at another one, and ends, with these labels.
    pub(super) fn comes_and_goes(
        &self,
        name: impl Into<Cow<'static, str>>,
        [from, sure]: [u32; 2],
        labels: &Labels,
    ) -> Option<Test> {
        let performance = self.performed()?;
        let firing = performance.at(sure)?;
        let test = performance.turns(self.writer, name, from, [false, true, false], labels)?;
        if firing.len() == 1 { self.writer.expect(test, sure, &firing) } else { None }
    }
}

impl Performance {
    fn turns<const N: usize>(
        self,
        writer: &Writer<'_>,
        name: impl Into<Cow<'static, str>>,
        from: u32,
        states: [bool; N],
        labels: &Labels,
    ) -> Option<Test> {
        let known: Vec<(u32, bool)> = (from..self.evaluations)
            .filter_map(|evaluation| Some((evaluation, self.outcome.fires(evaluation)?)))
            .collect();
        let turns: Vec<_> = known.windows(2).filter(|pair| pair[0].1 != pair[1].1).collect();
        let found = known.first().map(|first| first.1).into_iter().chain(turns.iter().map(|pair| pair[1].1));
        found.eq(states).then_some(())?;
        let mut promql_expr_test = Vec::new();
        let mut course = self.course.clone();
        for &(evaluation, fires) in turns.iter().flat_map(|pair| pair.iter()) {
            let firing = self.at(evaluation)?;
            let of_rule = writer.labels(labels);
            let is_right = !fires || matches!(&firing[..], [(one, _)] if writer.labels(one) == of_rule);
            is_right.then_some(())?;
            let expected = if fires { std::slice::from_ref(&of_rule) } else { &[] };
            promql_expr_test.push(writer.firing(evaluation, expected)?);
            course.expected.push((evaluation, fires));
        }
        Some(Test { name: name.into(), promql_expr_test, course, ..writer.test(self.inputs) })
    }

    /// What fires after an evaluation, if that is known.
    fn at(&self, evaluation: u32) -> Option<Vec<(Labels, Approx)>> {
        let firing = self.outcome.firing(evaluation)?;
        firing.into_iter().map(|(at, value)| Some((self.labels.get(at)?.clone(), value))).collect()
    }

    /// What fires in the end, or the last time before what is now has become the past.
    fn last(&self) -> Option<(u32, Vec<(Labels, Approx)>)> {
        let first = self.evaluations.saturating_sub(1 + self.delayed);
        (first..self.evaluations).rev().find_map(|evaluation| {
            let firing = self.at(evaluation).filter(|firing| !firing.is_empty())?;
            Some((evaluation, firing))
        })
    }

    fn firing(
        self,
        writer: &Writer<'_>,
        name: impl Into<Cow<'static, str>>,
        is_right: impl Fn(&[Labels]) -> bool,
    ) -> Option<Test> {
        let (evaluation, firing) = self.last()?;
        let labels: Vec<Labels> = firing.iter().map(|(labels, _)| labels.clone()).collect();
        is_right(&labels).then_some(())?;
        writer.expect(
            Test { name: name.into(), course: self.course, ..writer.test(self.inputs) },
            evaluation,
            &firing,
        )
    }
}
