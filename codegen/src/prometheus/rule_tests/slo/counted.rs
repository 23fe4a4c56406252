//! Objectives over counters of what is bad or good, and of all.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Indicator, Slo};

use super::events::{Events, Part};
use crate::prometheus::rule_tests::maker::{Maker, Which};
use crate::prometheus::rule_tests::selector::Selector;
use crate::prometheus::rule_tests::series::{Labels, Series};
use crate::prometheus::rule_tests::writer::Writer;

/// What the instances have of what is bad or good, if that is counted apart.
const PART: [f64; 2] = [2.0 / 3.0, 1.0 / 3.0];

/// The series of an objective: what is bad and what is good.
pub(super) struct Counted<'c> {
    slo: &'c Slo,
    selectors: Vec<Selector>,
    series: Vec<Series>,
    /// What each of them counts.
    roles: Vec<Role>,
    labels: Labels,
}

/// What a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Bad,
    Good,
    All,
}

impl<'c> Counted<'c> {
    /// Two instances, and if the objective holds for each group, two groups. Nothing if what is counted cannot be told apart.
    pub(super) fn new(writer: &Writer<'_>, slo: &'c Slo, selectors: Vec<Selector>) -> Option<Self> {
        let (part, of) = match &slo.indicator {
            Indicator::Bad { bad, of: others } | Indicator::Apart { bad, good: others } => (bad, others),
            Indicator::Good { good, of } => (good, of),
            Indicator::Latency { bucket, of, .. } => (bucket, of),
            Indicator::Ratio { .. } => return None,
        };
        let find = |selector| selectors.iter().find(|own| own.is(selector));
        let (part, of) = (find(part)?, find(of)?);
        let apart: BTreeSet<String> = slo.by.iter().cloned().collect();
        let maker = Maker { spec: writer.spec, selectors: &selectors, named: apart.clone(), near: None };
        let groups = if apart.is_empty() { 1 } else { 2 };
        let instances = if apart.contains("instance") { 1 } else { 2 };
        let (mut series, mut roles) = (Vec::new(), Vec::new());
        for (group, instance) in (0..groups).flat_map(|group| (0..instances).map(move |at| (group, at))) {
            for made in maker.series(Which { group, instance, twin: 0, apart: &apart })? {
                let role = match (&slo.indicator, part.finds(&made), of.finds(&made)) {
                    (_, false, false) => continue,
                    (Indicator::Bad { .. } | Indicator::Apart { .. }, true, _) => Role::Bad,
                    (_, true, _) | (Indicator::Apart { .. }, ..) => Role::Good,
                    // Another metric counts what is in the part as well.
                    _ if part.name() != of.name() => Role::All,
                    (Indicator::Bad { .. }, ..) => Role::Good,
                    _ => Role::Bad,
                };
                series.push(made);
                roles.push(role);
            }
        }
        let labels = &series.iter().find(|series: &&Series| series.group == 0)?.labels;
        let labels = labels.iter().filter(|(name, _)| apart.contains(*name));
        let labels = labels.map(|(name, value)| (name.clone(), value.clone())).collect();
        let told_apart = roles.iter().any(|role| *role != roles[0]);
        told_apart.then_some(Self { slo, selectors, series, roles, labels })
    }
}

impl Events for Counted<'_> {
    fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    fn series(&self) -> &[Series] {
        &self.series
    }

    fn labels(&self) -> &Labels {
        &self.labels
    }

    fn rates(&self, traffic: f64, bad: f64) -> Option<Vec<f64>> {
        let alone = !self.series.iter().any(|series| series.instance == 1);
        let one = |(series, role): (&Series, &Role)| {
            let bad = if series.group == 0 { bad } else { 0.0 };
            let half = if alone { 1.0 } else { 0.5 };
            let part = if alone { 1.0 } else { PART[series.instance.min(1)] };
            match (role, &self.slo.indicator) {
                (Role::Bad, _) => traffic * bad * part,
                (Role::Good, Indicator::Good { .. }) => traffic * (1.0 - bad) * part,
                (Role::Good, _) => traffic * (1.0 - bad) * half,
                (Role::All, _) => traffic * half,
            }
        };
        Some(self.series.iter().zip(&self.roles).map(one).collect())
    }

    /// What happens at all is always as much, so that shares are added up.
    fn before(&self, last: Part, whole: Part) -> Option<f64> {
        Some((whole.bad * whole.length - last.bad * last.length) / (whole.length - last.length))
    }
}
