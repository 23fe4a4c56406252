//! What the fault is, and how much of it there has to be.

use gaugewright_spec::promql::BinaryOp;

use super::{Amount, BESIDE, Knob, Knobs, SATURATED, Scenario};
use crate::prometheus::rule_tests::look;
use crate::prometheus::rule_tests::plan::{Doubt, Plan, View};
use crate::prometheus::rule_tests::series::{Labels, Series, Shape};
use crate::prometheus::rule_tests::solve::{close, halved, solve};

/// As much of something as can be.
const MAX: f64 = 1e18;
/// How often a query is asked at most until it gives something.
const TRIES: u32 = 1000;

/// A fault that was found.
struct Found {
    fault: Knob,
    grows: bool,
    calm: Amount,
    good: Amount,
    bad: Amount,
    saturated: Amount,
}

impl Scenario<'_> {
    /// Chooses what is the fault, and how much of it is how bad.
    pub(super) fn find_fault(&mut self) -> Option<()> {
        let alone = Alone::new(self)?;
        let found = match self.watched.compared {
            Some((op, number)) => {
                let labels = alone.labels(self, &self.knobs);
                labels.and_then(|labels| {
                    self.labels = labels;
                    self.by_value(op, number)
                })
            }
            None => None,
        };
        let found = found.or_else(|| self.by_condition(&alone))?;
        self.take(&found);
        Some(())
    }

    fn take(&mut self, found: &Found) {
        self.fault = found.fault;
        (self.calm, self.good) = (found.calm, found.good);
        (self.bad, self.saturated) = (found.bad, found.saturated);
    }

    fn all_knobs(&self) -> Vec<Knob> {
        let quantile = self.histograms.are_looked_at().then_some(Knob::Quantile);
        let is_value = |at: &usize| {
            self.series.iter().any(|series| series.selector == *at && series.shape != Shape::Bucket)
        };
        quantile.into_iter().chain((0..self.selectors.len()).filter(is_value).map(Knob::Selector)).collect()
    }

    /// Whether there may be less than nothing: a counter never falls, and no quantile is negative.
    fn may_fall(&self, knob: Knob) -> bool {
        matches!(knob, Knob::Selector(at) if self.selectors[at].view != View::Growth)
    }

    /// The fault that moves the value of the query to the number that it is compared with.
    fn by_value(&mut self, op: BinaryOp, number: f64) -> Option<Found> {
        let mut found: Option<Found> = None;
        for sign in [1.0, -1.0] {
            for knob in self.all_knobs() {
                if sign < 0.0 && !self.may_fall(knob) {
                    continue;
                }
                self.fault = knob;
                self.calm = Amount::of(self.knobs.get(knob)?);
                let Some(candidate) = self.amounts(op, number, sign) else { continue };
                // More of something shows at once; less of it takes a window.
                if candidate.grows {
                    return Some(candidate);
                }
                found = found.or(Some(candidate));
            }
            if found.is_some() {
                break;
            }
        }
        found
    }

    fn amounts(&mut self, op: BinaryOp, number: f64, sign: f64) -> Option<Found> {
        let beside = if number == 0.0 { BESIDE } else { number.abs() * BESIDE };
        // Where the alert fires.
        let side = match op {
            BinaryOp::Lt | BinaryOp::Le => -1.0,
            _ => 1.0,
        };
        let none = Amount::of(0.0);
        let past = self.calm;
        let solved = |target: f64| self.solved(target, sign);
        // Where the value ends before it is beside the number: somewhere on the way.
        let ends = [0.0, MAX].map(|end| self.value(Amount::of(sign * end)));
        let on_the_way = |side: f64| {
            let is_there = |end: &f64| end.is_finite() && (end - number) * side > 0.0;
            ends.into_iter()
                .flatten()
                .find(is_there)
                .and_then(|end| solved(number + (end - number) * 0.412_37))
        };
        let at = solved(number);
        let over = |side: f64| [solved(number + side * beside), on_the_way(side), Some(none)];
        let far = solved(number - side * number.abs() / 2.0);
        let (bad, good, calm) = match op {
            BinaryOp::Eq => {
                let far = [number - 1.0, number + 1.0].map(&solved);
                ([at, None, None], [over(1.0)[0], over(-1.0)[0], Some(none)], far)
            }
            BinaryOp::Ne => (over(side), [at, None, None], [at, None]),
            _ => (over(side), over(-side), [far, Some(none)]),
        };
        let fires = |amount: &Amount| self.fires(*amount);
        let bad = bad.into_iter().flatten().find(fires)?;
        let good = good.into_iter().flatten().find(|amount| !fires(amount))?;
        let calm = if self.fresh.is_some() {
            Some(past).filter(|past| !fires(past))?
        } else {
            calm.into_iter().flatten().find(|amount| !fires(amount)).unwrap_or(good)
        };
        let grows = bad.fault? > calm.fault?;
        let saturated = Some(self.saturated(bad, grows)).filter(fires).unwrap_or(bad);
        Some(Found { fault: self.fault, grows, calm, good, bad, saturated })
    }

    fn saturated(&self, bad: Amount, grows: bool) -> Amount {
        let fault = bad.fault.unwrap_or_default();
        match self.fault {
            Knob::Quantile => {
                let top = self.histograms.bounds().fold(f64::NEG_INFINITY, f64::max);
                Amount { load: SATURATED, ..Amount::of(top) }
            }
            Knob::Selector(at) => {
                let counted = self.series.iter().any(|series| series.selector == at && series.shape.grows());
                Amount::of(match (grows, counted) {
                    (true, true) => fault * SATURATED,
                    (true, false) => fault * 2.0,
                    (false, true) => 0.0,
                    (false, false) => fault / 2.0,
                })
            }
        }
    }

    /// How much of the fault gives this value.
    pub(super) fn solved(&self, target: f64, sign: f64) -> Option<Amount> {
        let value = |fault: f64| self.value(Amount::of(sign * fault)).filter(|value| value.is_finite());
        let found = match self.fault {
            Knob::Quantile => value(target).filter(|found| close(*found, target)).map(|_| target),
            Knob::Selector(_) => solve(value, target),
        };
        found.map(|fault| Amount::of(sign * fault))
    }

    /// An amount whose value is the threshold, to the last bit; nothing where values are computed from growth, which Prometheus
    /// rounds.
    pub(in crate::prometheus::rule_tests) fn boundary(&self) -> Option<Amount> {
        if self.series.iter().any(|series| series.shape.grows() || series.shape == Shape::Flips) {
            return None;
        }
        let (good, bad) = (self.good.fault?, self.bad.fault?);
        match self.watched.compared {
            Some((BinaryOp::Eq | BinaryOp::Ne, _)) => None,
            Some((_, number)) => {
                let simple = [1.0, 2.0, 4.0].map(|parts| number / parts);
                let found = self.solved(number, 1.0).and_then(|amount| amount.fault);
                #[allow(clippy::float_cmp, reason = "to the last bit")]
                let exact = |fault: &f64| self.value(Amount::of(*fault)) == Some(number);
                simple.into_iter().chain(found).find(exact).map(Amount::of)
            }
            None => {
                let between = |number: &f64| (good.min(bad)..good.max(bad)).contains(number);
                look::numbers(self.watched.expr).into_iter().find(between).map(Amount::of)
            }
        }
    }

    /// The fault that makes the query give something, or nothing.
    fn by_condition(&mut self, alone: &Alone) -> Option<Found> {
        let knobs = self.all_knobs();
        let candidates: Vec<Vec<Option<f64>>> = knobs.iter().map(|knob| self.candidates(*knob)).collect();
        let firing = alone.firing(self, &knobs, &candidates)?;
        self.labels = alone.labels(self, &firing)?;
        let mut found = None;
        let mut guards = Vec::new();
        for (knob, candidates) in knobs.iter().zip(&candidates) {
            let Some(candidate) = self.turned(alone, &firing, *knob, candidates) else { continue };
            if found.is_none() {
                found = Some(candidate);
            } else {
                guards.push((*knob, candidate.good.fault));
            }
        }
        self.knobs = firing;
        self.guards = guards;
        let found = found?;
        self.take(&found);
        // Whatever other groups do.
        (self.fires(found.bad) && !self.fires(found.good) && !self.fires(found.calm)).then_some(found)
    }

    /// How much one knob has to be turned for the alert to be silent.
    fn turned(&self, alone: &Alone, firing: &Knobs, knob: Knob, candidates: &[Option<f64>]) -> Option<Found> {
        let fires = |value: Option<f64>| {
            let mut knobs = firing.clone();
            knobs.set(knob, value);
            alone.fires(self, &knobs)
        };
        let own = firing.get(knob);
        let amount = |value: Option<f64>| value.map_or_else(Amount::gone, Amount::of);
        let apart = |value: &Option<f64>| match (own, value) {
            (Some(own), Some(value)) => (value - own).abs(),
            _ => f64::INFINITY,
        };
        let silent = candidates.iter().copied().filter(|value| *value != own && !fires(*value));
        let silent = silent.min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
        let found = |good: Option<f64>, bad: Option<f64>| {
            let grows = bad > silent;
            let (calm, good, bad) = (amount(silent), amount(good), amount(bad));
            let loud = own.map(|own| Amount::of(own * SATURATED));
            let counts = matches!(knob, Knob::Selector(at) if self.series.iter().any(|series| series.selector == at && series.shape.grows()));
            let saturated = loud.filter(|loud| grows && counts && fires(loud.fault)).unwrap_or(amount(own));
            Found { fault: knob, grows, calm, good, bad, saturated }
        };
        let flips = |at: usize| {
            self.series.iter().any(|series| series.selector == at && series.shape == Shape::Flips)
        };
        let (Some(from), Some(to)) = (own, silent) else { return Some(found(silent, own)) };
        if matches!(knob, Knob::Selector(at) if flips(at)) {
            return Some(found(silent, own));
        }
        let part = halved((0.0, 1.0), |part| Some(fires(Some(from + (to - from) * part))))?;
        let edge = from + (to - from) * part;
        let beside = if edge.abs() < 1e-9 { BESIDE } else { edge.abs() * BESIDE } * (to - from).signum();
        let bad = Some(edge - beside).filter(|bad| (bad - to).abs() < (from - to).abs() && fires(Some(*bad)));
        let good =
            Some(edge + beside).filter(|good| (good - from).abs() < (from - to).abs() && !fires(Some(*good)));
        Some(found(good.or(silent), bad.or(own)))
    }

    /// Values that a knob may have to have.
    fn candidates(&self, knob: Knob) -> Vec<Option<f64>> {
        let numbers = look::numbers(self.watched.expr);
        let Knob::Selector(at) = knob else {
            let last = self.histograms.bounds().fold(f64::NEG_INFINITY, f64::max);
            let within = numbers.into_iter().flat_map(|number| [number / 2.0, number * 1.5]);
            return within.filter(|number| *number > 0.0 && *number < last).chain([last]).map(Some).collect();
        };
        let Some(series) = self.series.iter().position(|series| series.selector == at) else {
            return Vec::new();
        };
        if self.series[series].shape == Shape::Flips {
            let pairs =
                self.plan.range(series).unwrap_or_default() / i64::try_from(self.clock.sample).unwrap_or(1);
            let divides = (1..=pairs).filter(|period| pairs % period == 0);
            #[allow(clippy::cast_precision_loss, reason = "a handful")]
            let frequencies = divides.map(|period| Some(1.0 / period as f64));
            return [Some(0.0)].into_iter().chain(frequencies).collect();
        }
        let mut all = vec![1.0, 0.0];
        for number in numbers {
            all.extend([number, number * 2.0, number / 2.0]);
            if self.series[series].shape == Shape::Age {
                all.extend([-number * 2.0, -number / 2.0]);
            }
        }
        if self.may_fall(knob) {
            all.push(-1.0);
        }
        let mut distinct: Vec<Option<f64>> = Vec::new();
        for number in all {
            let is_possible = number.is_finite() && (number >= 0.0 || self.may_fall(knob));
            if is_possible && !distinct.contains(&Some(number)) {
                distinct.push(Some(number));
            }
        }
        distinct.push(None);
        distinct
    }
}

/// The query over the series of the group with the fault: what it gives is what that group gives.
struct Alone {
    series: Vec<Series>,
    plan: Plan,
}

impl Alone {
    fn new(scenario: &Scenario<'_>) -> Option<Self> {
        let series: Vec<Series> =
            scenario.series.iter().filter(|series| series.group == 0).cloned().collect();
        let plan = Plan::new(&scenario.selectors, &series, scenario.watched.expr, scenario.clock.evaluation)?;
        Some(Self { series, plan })
    }

    /// What the query gives.
    fn result(&self, scenario: &Scenario<'_>, knobs: &Knobs) -> Vec<(usize, f64)> {
        let fault = scenario.fault;
        let value = |knobs: &Knobs, series: &Series| {
            let amount = Amount { fault: knobs.get(fault), load: 1.0, others: 1.0 };
            scenario.value_in(knobs, series, amount)
        };
        let now: Vec<_> = self.series.iter().map(|series| value(knobs, series)).collect();
        let past: Vec<_> = self.series.iter().map(|series| value(&scenario.knobs, series)).collect();
        let doubt = Doubt::new(true);
        let vector = self.plan.vector(&scenario.steady(&self.series, [&now, &past], &doubt));
        vector.unwrap_or_default().into_iter().map(|(at, number)| (at, number.value)).collect()
    }

    /// The labels of what it gives, if that is one.
    fn labels(&self, scenario: &Scenario<'_>, knobs: &Knobs) -> Option<Labels> {
        match self.result(scenario, knobs)[..] {
            [(at, _)] => self.plan.labels().nth(at).cloned(),
            _ => None,
        }
    }

    fn fires(&self, scenario: &Scenario<'_>, knobs: &Knobs) -> bool {
        matches!(self.result(scenario, knobs)[..], [(_, value)] if scenario.watched.fires(value))
    }

    /// Where the knobs have to stand for the alert to fire: as few of them turned as possible.
    fn firing(
        &self,
        scenario: &Scenario<'_>,
        knobs: &[Knob],
        candidates: &[Vec<Option<f64>>],
    ) -> Option<Knobs> {
        let mut tries = TRIES;
        (0..=knobs.len().min(3))
            .find_map(|turns| self.turned(scenario, &scenario.knobs, knobs, candidates, turns, &mut tries))
    }

    fn turned(
        &self,
        scenario: &Scenario<'_>,
        from: &Knobs,
        knobs: &[Knob],
        candidates: &[Vec<Option<f64>>],
        turns: usize,
        tries: &mut u32,
    ) -> Option<Knobs> {
        if turns == 0 {
            *tries = tries.checked_sub(1)?;
            return self.fires(scenario, from).then(|| from.clone());
        }
        (0..knobs.len()).find_map(|at| {
            candidates[at].iter().find_map(|candidate| {
                let mut turned = from.clone();
                turned.set(knobs[at], *candidate);
                self.turned(scenario, &turned, &knobs[at + 1..], &candidates[at + 1..], turns - 1, tries)
            })
        })
    }
}
