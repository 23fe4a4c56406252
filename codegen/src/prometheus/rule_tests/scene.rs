//! The situation of an alert: its series, and how much of what brings its query to a value. The trouble is one selector whose
//! series grow together (the failures of a share), or a histogram whose observations move.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Comparison, Spec};
use gaugewright_spec::promql::Expr;

use super::evaluate::{Labels, World};
use super::look;
use super::plan::Plan;
use super::series::{Maker, Seen, Series, Shape, selectors};
use super::solve::{close, solve};

/// How much of the trouble there is: a factor of its series, or the quantile of its histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) trouble: f64,
    /// How many times as many observations there are.
    pub(super) load: f64,
    /// How many times as much else happens.
    pub(super) others: f64,
}

impl Amount {
    pub(super) fn of(trouble: f64) -> Self {
        Self { trouble, load: 1.0, others: 1.0 }
    }
}

/// What gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Selector(usize),
    Quantile,
}

/// An alert's series and what moves them.
pub(super) struct Scene<'s> {
    pub(super) expr: &'s Expr,
    comparison: Comparison,
    threshold: f64,
    pub(super) seen: Vec<Seen>,
    pub(super) series: Vec<Series>,
    /// How each of them is written.
    pub(super) written: Vec<String>,
    /// The query over these series.
    plan: Plan,
    trouble: Trouble,
    /// The finite bounds of each histogram, by the name of its buckets.
    bounds: BTreeMap<String, Vec<f64>>,
    /// The share of the query's `histogram_quantile`.
    share: Option<f64>,
    /// The labels of the result that gets into trouble.
    pub(super) labels: Labels,
    /// No trouble at all.
    pub(super) calm: Amount,
    /// Just not enough for the alert.
    pub(super) good: Amount,
    /// Just enough.
    pub(super) bad: Amount,
    /// So much that the first sample of it decides.
    pub(super) loud: Amount,
    /// Whether there is more of something when it is loud: then what follows has to leave the window until all is well. Else the
    /// calm before has to leave it until the alert is right.
    pub(super) grows: bool,
}

/// The one in trouble and one that is not.
pub(super) const GROUPS: usize = 2;
/// How far beside the threshold a value is that is just beside it: a crooked share, so that no digit that is shown hangs on the
/// last bit of the value.
const BESIDE: f64 = 0.012_37;
/// How much more a loud trouble is: with the samples of a window full of calm, one sample of it decides.
pub(super) const LOUD: f64 = 1e4;

impl<'s> Scene<'s> {
    /// The scene of a query that is compared with a threshold; nothing if no trouble is found that moves its value there.
    pub(super) fn new(
        spec: &'s Spec,
        expr: &'s Expr,
        comparison: Comparison,
        threshold: f64,
    ) -> Option<Self> {
        Self::with(spec, expr, selectors(expr)?, comparison, threshold)
    }

    /// The same with the series of more selectors than the query has.
    pub(super) fn with(
        spec: &Spec,
        expr: &'s Expr,
        seen: Vec<Seen>,
        comparison: Comparison,
        threshold: f64,
    ) -> Option<Self> {
        let series = series(spec, expr, &seen)?;
        let bounds = bounds(&series);
        let plan = Plan::new(&seen, &series, expr)?;
        let written = series.iter().map(Series::written).collect();
        let mut scene = Self {
            expr,
            comparison,
            threshold,
            series,
            written,
            plan,
            trouble: Trouble::Quantile,
            bounds,
            share: look::share(expr),
            labels: Labels::new(),
            calm: Amount::of(1.0),
            good: Amount::of(1.0),
            bad: Amount::of(1.0),
            loud: Amount::of(1.0),
            grows: true,
            seen,
        };
        // The first group is the one in trouble; what it is called shows if it is alone.
        let own: Vec<Series> = scene.series.iter().filter(|series| series.group == 0).cloned().collect();
        let values = scene.values_of(&own, Amount::of(1.0))?;
        let alone = World { seen: &scene.seen, series: &own, values: &values }.vector(expr)?;
        let [(labels, _)] = &alone[..] else { return None };
        scene.labels = labels.clone();
        scene.value(Amount::of(1.0))?;
        scene.find_trouble()?;
        Some(scene)
    }

    /// The value of the group in trouble.
    pub(super) fn value(&self, amount: Amount) -> Option<f64> {
        self.value_of(&self.values(amount)?)
    }

    /// The value of the group in trouble if the series have these values.
    pub(super) fn value_of(&self, values: &[f64]) -> Option<f64> {
        self.plan.vector(values)?.find(|(labels, _)| **labels == self.labels).map(|(_, value)| value)
    }

    /// The amount that brings the value there.
    pub(super) fn amount(&self, target: f64) -> Option<Amount> {
        self.solved(target).map(Amount::of)
    }

    /// The value of each series.
    pub(super) fn values(&self, amount: Amount) -> Option<Vec<f64>> {
        self.values_of(&self.series, amount)
    }

    /// Just enough trouble, drowned in so much else that all is well; nothing if that does not help.
    pub(super) fn flood(&self) -> Option<Amount> {
        let flood = Amount { others: LOUD, ..self.bad };
        let value = self.value(flood)?;
        let changes = !close(value, self.value(self.bad)?);
        (changes && !holds(self.comparison, value, self.threshold)).then_some(flood)
    }

    /// An amount whose value is the threshold, to the last bit; nothing where values are computed from growth, which Prometheus
    /// rounds.
    pub(super) fn boundary(&self) -> Option<Amount> {
        if self.series.iter().any(|series| series.shape.grows()) {
            return None;
        }
        let found = self.solved(self.threshold)?;
        let simple = [1.0, 2.0, 4.0].map(|parts| self.threshold / parts);
        let exact = |trouble: &f64| self.value(Amount::of(*trouble)) == Some(self.threshold);
        simple.into_iter().chain([found]).find(exact).map(Amount::of)
    }

    /// Whether there is more or less of a series the more trouble there is.
    pub(super) fn is_in_trouble(&self, series: &Series) -> bool {
        series.shape == Shape::Bucket || self.trouble == Trouble::Selector(series.selector)
    }

    /// Whether it fires with this amount.
    pub(super) fn fires(&self, amount: Amount) -> bool {
        self.value(amount).is_some_and(|value| holds(self.comparison, value, self.threshold))
    }

    fn values_of(&self, series: &[Series], amount: Amount) -> Option<Vec<f64>> {
        let calm = self.calm.trouble;
        let one = |one: &Series| {
            let amount = if one.group == 0 { amount } else { Amount::of(calm) };
            Some(match (one.shape, self.trouble) {
                (Shape::Bucket, _) => split(self.observed(one, amount.trouble)?, one.instance) * amount.load,
                (_, Trouble::Selector(at)) if at == one.selector => amount.trouble,
                (Shape::Slope, _) => amount.others,
                _ => 1.0,
            })
        };
        series.iter().map(one).collect()
    }

    /// The count of a bucket if a quantile of its histogram is this.
    fn observed(&self, bucket: &Series, quantile: f64) -> Option<f64> {
        let (share, bounds) = (self.share?, self.bounds.get(&bucket.name)?);
        let at = bounds.iter().position(|bound| *bound >= quantile)?;
        let low = if at == 0 { 0.0 } else { bounds[at - 1] };
        let part = (quantile - low) / (bounds[at] - low);
        // Where the quantile lies early in its bucket, some observations lie before the bucket; else some lie behind.
        let (before, upto) =
            if part <= share { ((share - part) / (1.0 - part), 1.0) } else { (0.0, share / part) };
        Some(match bucket.bound? {
            bound if bound.is_infinite() => 1.0,
            bound if bound < bounds[at] => before,
            bound if bound > bounds[at] => 1.0,
            _ => upto,
        })
    }

    /// Chooses what gets worse, and how much of it is how bad.
    fn find_trouble(&mut self) -> Option<()> {
        let quantile = self.share.is_some().then_some(Trouble::Quantile);
        let selectors = (0..self.seen.len()).map(Trouble::Selector);
        let mut found: Option<Found> = None;
        for trouble in quantile.into_iter().chain(selectors) {
            self.trouble = trouble;
            let Some(candidate) = self.amounts() else { continue };
            // More of something shows at once; less of it takes a window.
            let is_best = candidate.grows;
            if is_best || found.is_none() {
                found = Some(candidate);
            }
            if is_best {
                break;
            }
        }
        let found = found?;
        self.trouble = found.trouble;
        (self.calm, self.good, self.bad, self.loud) = (found.calm, found.good, found.bad, found.loud);
        self.grows = found.grows;
        Some(())
    }

    fn amounts(&mut self) -> Option<Found> {
        let (comparison, threshold) = (self.comparison, self.threshold);
        let beside = if threshold == 0.0 { BESIDE } else { threshold.abs() * BESIDE };
        let (good, bad, calm) = match comparison {
            Comparison::Above | Comparison::AtLeast => {
                (threshold - beside, threshold + beside, threshold / 2.0)
            }
            Comparison::Below | Comparison::AtMost => {
                (threshold + beside, threshold - beside, threshold * 1.5)
            }
            Comparison::Equals => (threshold + beside, threshold, threshold + 1.0),
        };
        let amount = |target| self.solved(target).map(Amount::of);
        let (good, bad, calm) = (amount(good)?, amount(bad)?, amount(calm)?);
        let grows = bad.trouble > calm.trouble;
        let loud = self.loud(bad, grows);
        let right = !self.fires(calm) && !self.fires(good) && self.fires(bad) && self.fires(loud);
        right.then_some(Found { trouble: self.trouble, grows, calm, good, bad, loud })
    }

    fn loud(&self, bad: Amount, grows: bool) -> Amount {
        match self.trouble {
            Trouble::Quantile => {
                let bounds = self.bounds.values().filter_map(|bounds| bounds.last());
                let top = bounds.copied().fold(f64::NEG_INFINITY, f64::max);
                Amount { load: LOUD, ..Amount::of(top) }
            }
            Trouble::Selector(at) => {
                let counted = self.series.iter().any(|series| series.selector == at && series.shape.grows());
                Amount::of(match (grows, counted) {
                    (true, true) => bad.trouble * LOUD,
                    (true, false) => bad.trouble * 2.0,
                    (false, true) => 0.0,
                    (false, false) => bad.trouble / 2.0,
                })
            }
        }
    }

    /// How much trouble gives this value.
    fn solved(&self, target: f64) -> Option<f64> {
        let value = |trouble: f64| self.value(Amount::of(trouble)).filter(|value| value.is_finite());
        match self.trouble {
            Trouble::Quantile => value(target).filter(|found| close(*found, target)).map(|_| target),
            Trouble::Selector(_) => solve(value, target),
        }
    }
}

fn bounds(series: &[Series]) -> BTreeMap<String, Vec<f64>> {
    let mut bounds: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (series, bound) in series.iter().filter_map(|series| Some((series, series.bound?))) {
        let known = bounds.entry(series.name.clone()).or_default();
        if bound.is_finite() && !known.contains(&bound) {
            known.push(bound);
        }
    }
    for bounds in bounds.values_mut() {
        bounds.sort_by(f64::total_cmp);
    }
    bounds
}

/// What an instance has of the observations up to a bound: the first has the small ones, the second the large ones, so that neither
/// looks like both.
fn split(share: f64, instance: usize) -> f64 {
    if instance == 0 { share.min(0.5) } else { (share - 0.5).max(0.0) }
}

struct Found {
    trouble: Trouble,
    grows: bool,
    calm: Amount,
    good: Amount,
    bad: Amount,
    loud: Amount,
}

/// Whether an alert with this comparison fires.
#[allow(clippy::float_cmp, reason = "as Prometheus does")]
fn holds(comparison: Comparison, value: f64, threshold: f64) -> bool {
    match comparison {
        Comparison::Above => value > threshold,
        Comparison::AtLeast => value >= threshold,
        Comparison::Below => value < threshold,
        Comparison::AtMost => value <= threshold,
        Comparison::Equals => value == threshold,
    }
}

/// Two groups if something tells groups apart, and two instances in each if the result does not.
fn series(spec: &Spec, expr: &Expr, seen: &[Seen]) -> Option<Vec<Series>> {
    let maker = Maker { spec, seen, named: look::named(expr) };
    let one = maker.series(0, 0, &BTreeSet::new())?;
    let apart: BTreeSet<String> = of_the_result(expr, seen, &one)?;
    let instances = if apart.contains("instance") { 1 } else { 2 };
    let mut all: Vec<Series> = Vec::new();
    for group in 0..GROUPS {
        for instance in 0..instances {
            for series in maker.series(group, instance, &apart)? {
                if !all.iter().any(|other| (&other.name, &other.labels) == (&series.name, &series.labels)) {
                    all.push(series);
                }
            }
        }
    }
    Some(all)
}

/// The labels that the result has if all series have these.
fn of_the_result(expr: &Expr, seen: &[Seen], series: &[Series]) -> Option<BTreeSet<String>> {
    let values = vec![1.0; series.len()];
    let result = World { seen, series, values: &values }.vector(expr)?;
    let [(labels, _)] = &result[..] else { return None };
    Some(labels.keys().cloned().collect())
}
