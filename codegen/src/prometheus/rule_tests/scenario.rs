//! The scenario of an alert: its series, and how much of what brings its query to a value. The fault is one selector whose series
//! grow together (the failures of a share) or are gone, or a histogram whose observations move.

mod fault;
mod observed;

use std::collections::BTreeSet;

use gaugewright_spec::model::{Condition, Spec};
use gaugewright_spec::promql::{BinaryOp, Expr};

use super::clock::Clock;
use super::look;
use super::maker::{Maker, Which};
use super::plan::{Doubt, Plan, Steady, comparison};
use super::selector::Selector;
use super::series::{Labels, Series, Shape};
use observed::Histograms;

/// How much of the fault there is: the value of its series (nothing if they are gone), or the quantile of its histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) fault: Option<f64>,
    /// How many times as many observations there are.
    pub(super) load: f64,
    /// How many times as much else happens.
    pub(super) others: f64,
}

impl Amount {
    pub(super) fn of(fault: f64) -> Self {
        Self { fault: Some(fault), load: 1.0, others: 1.0 }
    }

    fn gone() -> Self {
        Self { fault: None, load: 1.0, others: 1.0 }
    }
}

/// What can be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knob {
    /// The value of the series of a selector.
    Selector(usize),
    /// The quantile of the histogram.
    Quantile,
}

/// Where each knob stands that is not the fault: the values of the series of each selector, and the quantile.
#[derive(Clone, Debug)]
struct Knobs {
    selectors: Vec<Option<f64>>,
    quantile: f64,
}

impl Knobs {
    fn get(&self, knob: Knob) -> Option<f64> {
        match knob {
            Knob::Selector(at) => self.selectors[at],
            Knob::Quantile => Some(self.quantile),
        }
    }

    fn set(&mut self, knob: Knob, value: Option<f64>) {
        match knob {
            Knob::Selector(at) => self.selectors[at] = value,
            Knob::Quantile => self.quantile = value.unwrap_or_default(),
        }
    }
}

/// What an alert watches: a query, and when it fires.
#[derive(Clone, Copy)]
pub(super) struct Watched<'w> {
    expr: &'w Expr,
    /// How its value has to compare with a number; if it does not say so, the alert fires if there is any.
    compared: Option<(BinaryOp, f64)>,
}

impl<'w> Watched<'w> {
    /// Nothing if the condition of an alert does not stand in its query.
    pub(super) fn new(condition: &Condition, expr: &'w Expr) -> Option<Self> {
        let found = match expr.without_parens() {
            Expr::Binary(binary) if binary.op.value.is_comparison() && binary.bool_modifier.is_none() => {
                let number = look::constant(&binary.rhs);
                number.map(|number| Self::above(&binary.lhs, binary.op.value, number))
            }
            _ => None,
        };
        match condition {
            // The threshold itself: what is written is rounded.
            Condition::Threshold(threshold) => {
                let found = found?;
                let number = threshold.number.to_f64();
                Some(Self { compared: found.compared.map(|(op, _)| (op, number)), ..found })
            }
            Condition::AnySeries => Some(found.unwrap_or(Self { expr, compared: None })),
        }
    }

    /// A query that is compared with a number.
    pub(super) fn above(expr: &'w Expr, op: BinaryOp, number: f64) -> Self {
        Self { expr, compared: Some((op, number)) }
    }

    /// The query without the comparison.
    pub(super) fn expr(&self) -> &'w Expr {
        self.expr
    }

    /// Whether its value is compared with a number.
    pub(super) fn is_compared(&self) -> bool {
        self.compared.is_some()
    }

    fn fires(&self, value: f64) -> bool {
        self.compared
            .is_none_or(|(op, number)| comparison(op).is_some_and(|compare| compare(&value, &number)))
    }
}

/// An alert's series and the fault that moves them.
pub(super) struct Scenario<'s> {
    pub(super) watched: Watched<'s>,
    pub(super) selectors: Vec<Selector>,
    pub(super) series: Vec<Series>,
    /// How many series each selector has in a group.
    pub(super) size: Size,
    /// For how many evaluations there is the fault when the alert fires, if it may not be for ever.
    pub(super) fresh: Option<u32>,
    plan: Plan,
    histograms: Histograms,
    clock: Clock,
    knobs: Knobs,
    fault: Knob,
    /// The labels of the result with the fault.
    pub(super) labels: Labels,
    /// No fault at all.
    pub(super) calm: Amount,
    /// Just not enough for the alert.
    pub(super) good: Amount,
    /// Just enough.
    pub(super) bad: Amount,
    /// So much that the first sample of it decides.
    pub(super) saturated: Amount,
    /// Other knobs, and where each of them keeps the alert from firing.
    guards: Vec<(Knob, Option<f64>)>,
}

/// How many series each selector has in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// On how many instances.
    instances: usize,
    /// How many on each.
    twins: usize,
}

impl Size {
    const ONE: Self = Self { instances: 1, twins: 1 };

    /// The sizes that are worth a try, the most telling first: two instances if the result does not tell them apart, and two series on
    /// each if the query folds these.
    fn all(apart: &BTreeSet<String>, folds: bool) -> Vec<Self> {
        let instances: &[usize] = if apart.contains("instance") { &[1] } else { &[2, 1] };
        let twins: &[usize] = if folds { &[2, 1] } else { &[1] };
        let of = |&twins| instances.iter().map(move |&instances| Self { instances, twins });
        twins.iter().flat_map(of).collect()
    }

    /// Each of them, for a group that differs from others in these labels.
    pub(super) fn each(self, group: usize, apart: &BTreeSet<String>) -> impl Iterator<Item = Which<'_>> {
        let on = move |instance| (0..self.twins).map(move |twin| Which { group, instance, twin, apart });
        (0..self.instances).flat_map(on)
    }
}

/// The group with the fault and one without.
pub(super) const GROUPS: usize = 2;
/// How far beside the threshold a value is that is just beside it: a crooked part of it, so that no digit that is shown hangs on the
/// last bit of the value.
const BESIDE: f64 = 0.012_37;
/// How much more of a fault saturates: with the samples of a window full of calm, one sample of it decides.
pub(super) const SATURATED: f64 = 1e4;

impl<'s> Scenario<'s> {
    /// The scenario of a query with the series of these selectors; nothing if no fault is found that brings it to where the alert
    /// fires, and away from there. `folds` says that instances have several series each which become one.
    pub(super) fn new(
        spec: &Spec,
        watched: Watched<'s>,
        selectors: Vec<Selector>,
        timing: (Clock, u64),
        folds: bool,
    ) -> Option<Self> {
        let (clock, hold) = timing;
        let one = Amount::of(1.0);
        let mut scenario = Self {
            watched,
            knobs: Knobs { selectors: Vec::new(), quantile: 1.0 },
            series: Vec::new(),
            plan: Plan::default(),
            histograms: Histograms::default(),
            fresh: None,
            size: Size::ONE,
            clock,
            fault: Knob::Quantile,
            labels: Labels::new(),
            calm: one,
            good: one,
            bad: one,
            saturated: one,
            guards: Vec::new(),
            selectors,
        };
        let apart = scenario.cast(spec, &BTreeSet::new()).map(|()| shared_labels(&scenario.plan))?;
        let fresh = scenario.ages(hold);
        for size in Size::all(&apart, folds) {
            for &fresh in &fresh {
                scenario.size = size;
                scenario.cast(spec, &apart)?;
                scenario.fresh = fresh;
                if scenario.find_fault().is_some() {
                    return Some(scenario);
                }
            }
        }
        None
    }

    /// Chooses the series: two groups if something tells groups apart. Nothing of a fault is known yet.
    fn cast(&mut self, spec: &Spec, apart: &BTreeSet<String>) -> Option<()> {
        let maker = self.maker(spec);
        let mut all: Vec<Series> = Vec::new();
        for which in (0..GROUPS).flat_map(|group| self.size.each(group, apart)) {
            for series in maker.series(which)? {
                if !all.iter().any(|other| other.is(&series)) {
                    all.push(series);
                }
            }
        }
        self.plan = Plan::new(&self.selectors, &all, self.watched.expr, self.clock.evaluation)?;
        self.histograms = Histograms::new(&all, look::quantile(self.watched.expr));
        self.series = all;
        self.knobs = Knobs { selectors: vec![Some(1.0); self.selectors.len()], quantile: 1.0 };
        self.guards.clear();
        Some(())
    }

    /// What makes the series.
    pub(super) fn maker<'m>(&'m self, spec: &'m Spec) -> Maker<'m> {
        let Watched { expr, compared } = self.watched;
        let near = compared.map(|(_, number)| number).or_else(|| look::numbers(expr).last().copied());
        Maker { spec, selectors: &self.selectors, named: look::named(expr), near }
    }

    /// For how many evaluations there may be the fault when the alert fires: for ever, or so short that what looks far back still sees
    /// that it was calm.
    fn ages(&self, hold: u64) -> Vec<Option<u32>> {
        let reaches = self.plan.reaches();
        let fresh = |reach: i64| Some(self.clock.steps(reach.unsigned_abs()) + self.clock.steps(hold) + 3);
        match (reaches.first(), reaches.last()) {
            (_, Some(last)) if self.plan.offset() > 0 => vec![fresh(last - self.plan.offset()), None],
            (Some(first), Some(last)) if first < last => vec![None, fresh(*first)],
            _ => vec![None],
        }
    }

    /// Whether the fault is of no matter while its series are young.
    pub(super) fn needs_age(&self) -> bool {
        self.fresh.is_none() && self.plan.offset() > 0
    }

    /// The value of the group with the fault.
    pub(super) fn value(&self, amount: Amount) -> Option<f64> {
        self.value_of(&self.values(amount))
    }

    /// The value of the group with the fault if the series have these values.
    pub(super) fn value_of(&self, values: &[Option<f64>]) -> Option<f64> {
        let past = self.values(self.calm);
        let doubt = Doubt::new(true);
        self.plan.value(&self.steady(&self.series, [values, &past], &doubt), &self.labels)
    }

    fn steady<'w>(
        &self,
        series: &'w [Series],
        values: [&'w [Option<f64>]; 2],
        doubt: &'w Doubt,
    ) -> Steady<'w> {
        let millis = |millis: u64| i64::try_from(millis).unwrap_or(i64::MAX);
        let since = self.fresh.map(|age| millis(u64::from(age - 1).saturating_mul(self.clock.evaluation)));
        Steady { series, values, since, step: millis(self.clock.sample), doubt }
    }

    /// The value of each series.
    pub(super) fn values(&self, amount: Amount) -> Vec<Option<f64>> {
        self.series.iter().map(|series| self.value_in(&self.knobs, series, amount)).collect()
    }

    /// The value of each series if there is the fault, and something else that keeps the alert from firing.
    pub(super) fn guarded(&self) -> impl Iterator<Item = Vec<Option<f64>>> {
        self.guards.iter().map(|(knob, value)| {
            let mut knobs = self.knobs.clone();
            knobs.set(*knob, *value);
            self.series.iter().map(|series| self.value_in(&knobs, series, self.bad)).collect()
        })
    }

    /// The value of a series; those of other groups know nothing of the fault.
    pub(super) fn value_at(&self, series: &Series, amount: Amount) -> Option<f64> {
        self.value_in(&self.knobs, series, amount)
    }

    fn value_in(&self, knobs: &Knobs, series: &Series, amount: Amount) -> Option<f64> {
        let amount = if series.group == 0 { amount } else { self.calm };
        let own = knobs.selectors[series.selector];
        match (series.shape, self.fault) {
            (_, Knob::Selector(at)) if at == series.selector && series.shape != Shape::Bucket => amount.fault,
            (Shape::Bucket, fault) => {
                let quantile = if fault == Knob::Quantile { amount.fault? } else { knobs.quantile };
                let count = self.histograms.observed(series, quantile)?;
                own.map(|own| count * own * amount.load)
            }
            (Shape::Slope, _) => own.map(|own| own * amount.others),
            _ => own,
        }
    }

    /// The amount that brings the value there.
    pub(super) fn amount(&self, target: f64) -> Option<Amount> {
        self.solved(target, 1.0)
    }

    /// Just enough of the fault, drowned in so much else that the alert does not fire; nothing if that does not help.
    pub(super) fn flood(&self) -> Option<Amount> {
        let flood = Amount { others: SATURATED, ..self.bad };
        (self.calm.fault.is_some() && !self.fires(flood)).then_some(flood)
    }

    /// Whether more of the fault is seen in this series.
    pub(super) fn is_faulty(&self, series: &Series) -> bool {
        series.shape == Shape::Bucket || self.fault == Knob::Selector(series.selector)
    }

    /// Whether it fires with this amount.
    pub(super) fn fires(&self, amount: Amount) -> bool {
        self.value(amount).is_some_and(|value| self.watched.fires(value))
    }
}

/// The labels that everything has that a query may give.
fn shared_labels(plan: &Plan) -> BTreeSet<String> {
    let names = |labels: &Labels| labels.keys().cloned().collect::<BTreeSet<_>>();
    plan.labels()
        .map(names)
        .reduce(|all, names| all.intersection(&names).cloned().collect())
        .unwrap_or_default()
}
