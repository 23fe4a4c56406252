//! A test while it is made: its series over time. What happens to the alert is simulated, and the test asks for what is known of that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::course::{Course, Curve, Line, Script, State};
use super::file::{Input, Test};
use super::plan::Approx;
use super::samples::{Stretch, Timeline};
use super::series::{Labels, Series};
use super::simulation::{Followed, Outcome};
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

/// What a rule looks at.
struct Cast {
    series: Vec<Series>,
    timelines: Vec<Timeline>,
}

/// What happens to the alert while its series are like that.
struct Performance<'p> {
    stage: &'p Stage<'p>,
    /// The samples of all its series.
    timelines: Vec<Timeline>,
    /// The labels of everything that may fire.
    labels: Vec<Labels>,
    outcome: Outcome,
    evaluations: u32,
    /// For how many evaluations what is now is not looked at everywhere.
    delayed: u32,
}

impl<'s> Stage<'s> {
    pub(super) fn new(writer: &'s Writer<'s>, parts: Vec<Part>) -> Self {
        Self { writer, parts }
    }

    /// A test that was made.
    pub(super) fn again(writer: &'s Writer<'s>, script: &Script) -> Self {
        let part = |(series, stretches): &(Series, Vec<Stretch>)| Part::new(series, stretches.clone());
        Self::new(writer, script.series.iter().map(part).collect())
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

    /// What the test does, without what is expected.
    fn script(&self) -> Script {
        let series = self.parts.iter().map(|part| (part.series.clone(), part.stretches.clone())).collect();
        Script { series, expected: Vec::new() }
    }

    /// What happens from this evaluation on, or in the last ones.
    fn performed(&self, from: Option<u32>) -> Option<Performance<'_>> {
        let timelines = self.timelines()?;
        let cast = self.cast(&timelines)?;
        let rules = self.writer.rules(&cast.series)?;
        let evaluations = self.evaluations();
        let last = || evaluations.saturating_sub(1 + rules.delayed());
        let outcome = rules.run(&cast.timelines, from.unwrap_or_else(last)..evaluations)?;
        let labels = rules.labels().cloned().collect();
        Some(Performance { stage: self, timelines, labels, outcome, evaluations, delayed: rules.delayed() })
    }

    /// The samples of its series; nothing if they would be too many.
    fn timelines(&self) -> Option<Vec<Timeline>> {
        let clock = self.writer.clock;
        let timeline = |part: &Part| {
            let stretches: Vec<Stretch> =
                part.stretches.iter().map(|(value, length)| (*value, clock.samples(*length))).collect();
            Timeline::new(part.series.shape, &stretches, clock.sample)
        };
        self.parts.iter().map(timeline).collect()
    }

    /// Those of its series that the rule looks at: what no selector finds is nothing to it.
    fn cast(&self, timelines: &[Timeline]) -> Option<Cast> {
        let selectors = self.writer.selectors.as_deref()?;
        let is_found = |series: &Series| selectors.iter().any(|selector| selector.finds(series));
        let found = self.parts.iter().zip(timelines).filter(|(part, _)| is_found(&part.series));
        let (series, timelines) =
            found.map(|(part, timeline)| (part.series.clone(), timeline.clone())).unzip();
        Some(Cast { series, timelines })
    }

    /// How it goes on from its beginning.
    pub(super) fn course(&self) -> Option<Course> {
        let cast = self.cast(&self.timelines()?)?;
        let rules = self.writer.rules(&cast.series)?;
        let evaluations = self.evaluations();
        let Followed { states, mut lines } = rules.course(&cast.timelines, evaluations)?;
        let mut curves: BTreeMap<&Labels, Curve> = BTreeMap::new();
        // Two sides of an `or` can give the same series, one of them at a time.
        for (place, labels) in rules.labels().enumerate() {
            let new = || Curve {
                labels: labels.clone(),
                lines: Vec::new(),
                states: vec![State::Inactive; states.len()],
            };
            let curve = curves.entry(labels).or_insert_with(new);
            // Of an `or` perhaps only one side ever has a value.
            let is_seen = |line: &Line| line.values.iter().any(Option::is_some);
            curve.lines.extend(lines[place].take().filter(is_seen));
            for (state, then) in curve.states.iter_mut().zip(&states) {
                *state = (*state).max(then[place]);
            }
        }
        let is_seen = |curve: &Curve| {
            let is_active = curve.states.iter().any(|state| *state != State::Inactive);
            is_active || !curve.lines.is_empty()
        };
        let curves = curves.into_values().filter(is_seen).collect();
        Some(Course { step: self.writer.clock.evaluation, curves, expected: Vec::new() })
    }

    /// It fires in the end, with these labels.
    pub(super) fn firing(&self, name: impl Into<Cow<'static, str>>, labels: &Labels) -> Option<Test> {
        self.performed(None)?.firing(self.writer, name, |firing| matches!(firing, [one] if one == labels))
    }

    /// Several fire in the end.
    pub(super) fn firing_together(&self, name: impl Into<Cow<'static, str>>) -> Option<Test> {
        self.performed(None)?.firing(self.writer, name, |firing| firing.len() > 1)
    }

    /// The labels of what fires in the end.
    pub(super) fn firing_labels(&self) -> Option<Vec<Labels>> {
        let performance = self.performed(None)?;
        let (_, firing) = performance.last()?;
        Some(firing.into_iter().map(|(labels, _)| labels).collect())
    }

    /// Nothing fires in the end.
    pub(super) fn silent(&self, name: impl Into<Cow<'static, str>>) -> Option<Test> {
        let last = self.evaluations().checked_sub(1)?;
        let performance = self.performed(Some(last))?;
        performance.outcome.firing(last)?.is_empty().then_some(())?;
        let test =
            Test { name: name.into(), script: self.script(), ..self.writer.test(performance.inputs()) };
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
        self.performed(Some(from))?.turns(self.writer, name, from, states, labels)
    }

    /// From one evaluation on it does not fire, fires, is sure to at another one, and ends, with these labels.
    pub(super) fn comes_and_goes(
        &self,
        name: impl Into<Cow<'static, str>>,
        [from, sure]: [u32; 2],
        labels: &Labels,
    ) -> Option<Test> {
        let performance = self.performed(Some(from))?;
        let firing = performance.at(sure)?;
        let test = performance.turns(self.writer, name, from, [false, true, false], labels)?;
        if firing.len() == 1 { self.writer.expect(test, sure, &firing) } else { None }
    }
}

impl Performance<'_> {
    /// The series as promtool reads them.
    fn inputs(&self) -> Vec<Input> {
        let parts = self.stage.parts.iter().zip(&self.timelines);
        parts
            .map(|(part, timeline)| Input { series: part.series.written(), values: timeline.written() })
            .collect()
    }

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
        let mut script = self.stage.script();
        for &(evaluation, fires) in turns.iter().flat_map(|pair| pair.iter()) {
            let firing = self.at(evaluation)?;
            let of_rule = writer.labels(labels);
            let is_right = !fires || matches!(&firing[..], [(one, _)] if writer.labels(one) == of_rule);
            is_right.then_some(())?;
            let expected = if fires { std::slice::from_ref(&of_rule) } else { &[] };
            promql_expr_test.push(writer.firing(evaluation, expected)?);
            script.expected.push((evaluation, fires));
        }
        Some(Test { name: name.into(), promql_expr_test, script, ..writer.test(self.inputs()) })
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
            Test { name: name.into(), script: self.stage.script(), ..writer.test(self.inputs()) },
            evaluation,
            &firing,
        )
    }
}
