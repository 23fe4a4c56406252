//! Objectives whose share the author computes. What moves the share is found as it is for any alert.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Comparison, Slo, SloAlert};
use gaugewright_spec::promql::{Expr, VectorSelector};

use super::{Events, Part};
use crate::prometheus::rule_tests::evaluate::Labels;
use crate::prometheus::rule_tests::scene::Scene;
use crate::prometheus::rule_tests::series::{Seen, Series, Shape};
use crate::prometheus::rule_tests::solve::halved;
use crate::prometheus::rule_tests::writer::Writer;

/// The series of a share.
pub(super) struct Computed<'c> {
    scene: Scene<'c>,
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
        seen: Vec<Seen>,
    ) -> Option<Self> {
        // What is not in trouble stays at half of it, which is too little for every burn.
        let thresholds = slo.burns(kind).map(|burn| burn.threshold.to_f64());
        let threshold = thresholds.reduce(f64::min)?;
        let of = of.map(|of| seen.iter().position(|seen| seen.is(of)));
        let scene = Scene::with(writer.spec, ratio, seen, Comparison::Above, threshold)?;
        // A level follows at once, and a window shows nothing of that.
        if scene.series.iter().any(|series| series.shape != Shape::Slope) {
            return None;
        }
        let all = match of {
            Some(of) => {
                // What is recorded of the traffic has these labels, and is joined with the share by them.
                let joined = scene.labels.keys().eq(slo.by.iter().collect::<BTreeSet<_>>());
                let seen = &scene.seen[of.filter(|_| joined)?];
                let is_one = |series: &Series| series.group == 0 && seen.finds(series);
                Some((0..scene.series.len()).filter(|at| is_one(&scene.series[*at])).collect())
            }
            None => None,
        };
        Some(Self { scene, all })
    }
}

impl Events for Computed<'_> {
    fn series(&self) -> &[Series] {
        &self.scene.series
    }

    fn labels(&self) -> &Labels {
        &self.scene.labels
    }

    fn rates(&self, traffic: f64, bad: f64) -> Option<Vec<f64>> {
        let rates = self.scene.values(self.scene.amount(bad)?)?;
        let all = self.all.as_ref().map_or(1.0, |all| all.iter().map(|at| rates[*at]).sum());
        let times = Some(traffic / all).filter(|times| times.is_finite())?;
        Some(rates.into_iter().map(|rate| rate * times).collect())
    }

    /// The rate over a window is the mean of the rates in it, whatever is computed of them.
    fn before(&self, last: Part, whole: Part) -> Option<f64> {
        let late = self.rates(1.0, last.bad)?;
        let share = last.seconds / whole.seconds;
        let of = |bad| {
            let early = self.rates(1.0, bad)?;
            let mean = early.iter().zip(&late).map(|(early, late)| early * (1.0 - share) + late * share);
            self.scene.value_of(&mean.collect::<Vec<_>>())
        };
        let (low, high) = (0.0, f64::midpoint(whole.bad.max(last.bad), 1.0));
        if of(low)? > whole.bad || of(high)? < whole.bad {
            return None;
        }
        halved((low, high), |middle| Some(of(middle)? < whole.bad))
    }
}
