//! Whether the values of a query can fall below zero: an axis that starts at zero shows how large a value
//! is, one that starts elsewhere only how it changes. The checker computes the values; of gauges that say nothing of theirs it is
//! told here what is usual.

use gaugewright_spec::check::{self, Bounds, Scope, Vocabulary};
use gaugewright_spec::kind::Kind;
use gaugewright_spec::model::{Metric, Range, Spec, Target};
use gaugewright_spec::number::Number;
use gaugewright_spec::unit::{Base, Nature, Unit};

/// Where an axis starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Floor {
    /// Where the values start: temperatures, differences, points in time.
    Open,
    /// At zero, unless a value is below it after all: gauges that count something.
    Soft,
    /// At zero: nothing can be below it.
    Zero,
}

/// What is taken for granted of gauges: most are not below zero.
#[derive(Debug)]
pub(super) struct Floors {
    /// Of sizes, lengths of time and shares.
    certain: Vocabulary,
    /// Of everything that is counted, too.
    likely: Vocabulary,
}

impl Floors {
    pub(super) fn new(spec: &Spec) -> Self {
        let vocabulary = |least: Floor| {
            let metrics = spec.metrics().iter().map(|metric| assumed(metric, least)).collect();
            spec.vocabulary.clone().with_metrics(metrics)
        };
        Self { certain: vocabulary(Floor::Zero), likely: vocabulary(Floor::Soft) }
    }

    /// What the values of a query cannot be above, if that is known.
    pub(super) fn ceiling(&self, target: &Target) -> Option<Number> {
        let known = target.ty.bounds.high;
        let high = if known.is_finite() { known } else { assuming(&self.certain, target).high };
        Number::from_f64(high).filter(|high| *high > Number::ZERO)
    }

    /// The floor of a query's values.
    pub(super) fn of(&self, target: &Target) -> Floor {
        match () {
            () if target.ty.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp) => {
                Floor::Open
            }
            () if target.ty.bounds.low >= 0.0 => Floor::Zero,
            () if assuming(&self.certain, target).low >= 0.0 => Floor::Zero,
            () if assuming(&self.likely, target).low >= 0.0 => Floor::Soft,
            () => Floor::Open,
        }
    }
}

/// The values of a query, if those of gauges are as assumed.
fn assuming(vocabulary: &Vocabulary, target: &Target) -> Bounds {
    check::query(vocabulary, Scope::Named, &target.expr, &mut Vec::new()).bounds
}

/// A metric with the values that are taken for granted, if it is a gauge that does not say which it can have.
fn assumed(metric: &Metric, least: Floor) -> Metric {
    let is_gauge = matches!(metric.kind, Kind::Gauge | Kind::Summary | Kind::Untyped);
    let range = metric.range.clone().or_else(|| {
        let positive = Range { low: Some(Number::ZERO), high: None };
        (is_gauge && of_gauge(metric.unit.as_ref()) >= least).then_some(positive)
    });
    Metric { range, ..metric.clone() }
}

fn of_gauge(unit: Option<&Unit>) -> Floor {
    match unit {
        Some(unit) if unit.nature() == Nature::Timestamp => Floor::Open,
        Some(unit) if unit.is_share() => Floor::Zero,
        Some(unit) if unit.dimension().keys().all(|base| matches!(base, Base::Byte | Base::Second)) => {
            if unit.is_dimensionless() { Floor::Soft } else { Floor::Zero }
        }
        Some(unit) if unit.dimension().contains_key(&Base::Named("celsius".into())) => Floor::Open,
        // Things that are counted, and gauges that do not say what they measure.
        Some(_) | None => Floor::Soft,
    }
}
