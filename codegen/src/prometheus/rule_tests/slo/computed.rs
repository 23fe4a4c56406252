//! Objectives whose share the author computes. What moves the share is found as it is for any alert.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Slo, SloAlert};
use gaugewright_spec::promql::{BinaryOp, Expr, VectorSelector};

use super::events::{Events, Part};
use crate::prometheus::rule_tests::scenario::{Scenario, Watched};
use crate::prometheus::rule_tests::selector::Selector;
use crate::prometheus::rule_tests::series::{Labels, Series, Shape};
use crate::prometheus::rule_tests::solve::halved;
use crate::prometheus::rule_tests::writer::Writer;

/// The series of a share.
pub(super) struct Computed<'c> {
    scenario: Scenario<'c>,
    /// The series of all that happens, where they are known.
    all: Option<Vec<usize>>,
}

impl<'c> Computed<'c> {
    /// Nothing if no counters are found that move the share.
    pub(super) fn new(
        writer: &Writer<'c>,
        slo: &Slo,
        kind: SloAlert,
        ratio: &'c Expr,
        of: Option<&VectorSelector>,
        selectors: Vec<Selector>,
    ) -> Option<Self> {
        // What is not in trouble stays at half of it, which is too little for every burn.
        let thresholds = slo.burns(kind).map(|burn| burn.threshold.to_f64());
        let threshold = thresholds.reduce(f64::min)?;
        let of = of.map(|of| selectors.iter().position(|own| own.is(of)));
        let watched = Watched::above(ratio, BinaryOp::Gt, threshold);
        let scenario = Scenario::new(writer.spec, watched, selectors, (writer.clock, 0), false)?;
        // A level follows at once, and a window shows nothing of that.
        if scenario.series.iter().any(|series| series.shape != Shape::Slope) {
            return None;
        }
        let all = match of {
            Some(of) => {
                // What is recorded of the traffic has these labels, and is joined with the share by them.
                let joined = scenario.labels.keys().eq(slo.by.iter().collect::<BTreeSet<_>>());
                let selector = &scenario.selectors[of.filter(|_| joined)?];
                let is_one = |series: &Series| series.group == 0 && selector.finds(series);
                Some((0..scenario.series.len()).filter(|at| is_one(&scenario.series[*at])).collect())
            }
            None => None,
        };
        Some(Self { scenario, all })
    }
}

impl Events for Computed<'_> {
    fn selectors(&self) -> &[Selector] {
        &self.scenario.selectors
    }

    fn series(&self) -> &[Series] {
        &self.scenario.series
    }

    fn labels(&self) -> &Labels {
        &self.scenario.labels
    }

    fn rates(&self, traffic: f64, bad: f64) -> Option<Vec<f64>> {
        let rates =
            self.scenario.values(self.scenario.amount(bad)?).into_iter().collect::<Option<Vec<f64>>>()?;
        let all = self.all.as_ref().map_or(1.0, |all| all.iter().map(|at| rates[*at]).sum());
        let times = Some(traffic / all).filter(|times| times.is_finite())?;
        Some(rates.into_iter().map(|rate| rate * times).collect())
    }

    /// The rate over a window is the mean of the rates in it, whatever is computed of them.
    fn before(&self, last: Part, whole: Part) -> Option<f64> {
        let late = self.rates(1.0, last.bad)?;
        let share = last.length / whole.length;
        let of = |bad| {
            let early = self.rates(1.0, bad)?;
            let mean = early.iter().zip(&late).map(|(early, late)| early * (1.0 - share) + late * share);
            self.scenario.value_of(&mean.map(Some).collect::<Vec<_>>())
        };
        let (low, high) = (0.0, f64::midpoint(whole.bad.max(last.bad), 1.0));
        if of(low)? > whole.bad || of(high)? < whole.bad {
            return None;
        }
        halved((low, high), |middle| Some(of(middle)? < whole.bad))
    }
}
