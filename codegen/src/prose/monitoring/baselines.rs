use std::cmp::Reverse;

use gaugewright_spec::model::{Alert, Spec};
use gaugewright_spec::rules::series_budget;
use serde::Serialize;

use crate::prose::objectives::{Objective, objectives};
use crate::prose::{amount, words};

/// What one sample costs on disk, in bytes: 1 to 2 on average, says "Storage" in Prometheus' documentation. The larger
/// one, so that the estimate errs on the side of a volume that is large enough.
const BYTES_PER_SAMPLE: u64 = 2;
const SECONDS_PER_DAY: u64 = 86_400;

/// What is normal, and what it costs to know.
#[derive(Serialize)]
pub(super) struct Baselines<'s> {
    objectives: Vec<Objective<'s>>,
    targets: Vec<Target<'s>>,
    histograms: Vec<Histogram<'s>>,
    cost: Cost<'s>,
}

/// Where a value is as long as nobody is told of it.
#[derive(Serialize)]
struct Target<'s> {
    what: String,
    normal: String,
    alert: &'s str,
    severity: &'s str,
}

/// What a histogram can tell apart.
#[derive(Serialize)]
struct Histogram<'s> {
    name: &'s str,
    smallest: String,
    largest: String,
}

/// How many series there are, and what they take.
#[derive(Serialize)]
struct Cost<'s> {
    /// The most series of one instance, of metrics that have such a bound.
    series: u64,
    budget: Option<u64>,
    /// The metrics that have the most.
    largest: Vec<Share<'s>>,
    samples_per_second: u64,
    bytes_per_sample: u64,
    per_day: String,
    /// How long samples are kept, and what that takes.
    kept: Option<Kept>,
}

#[derive(Serialize)]
struct Share<'s> {
    name: &'s str,
    series: u64,
}

#[derive(Serialize)]
struct Kept {
    retention: String,
    storage: String,
    volume: String,
}

impl<'s> Baselines<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        Self {
            objectives: objectives(spec),
            targets: spec.alerts().filter_map(|(_, alert)| target(spec, alert)).collect(),
            histograms: spec.own_metrics().filter_map(histogram).collect(),
            cost: cost(spec),
        }
    }
}

fn target<'s>(spec: &'s Spec, alert: &'s Alert) -> Option<Target<'s>> {
    let (threshold, _) = words::value(alert)?;
    Some(Target {
        what: words::watched(spec, alert),
        normal: words::normal(threshold, alert),
        alert: &alert.name,
        severity: alert.severity_name(),
    })
}

fn histogram(metric: &gaugewright_spec::model::Metric) -> Option<Histogram<'_>> {
    let bounds = metric.buckets.as_deref()?;
    let amount = |bound| amount::amount(bound, metric.unit.as_ref());
    let (smallest, largest) = (amount(*bounds.first()?), amount(*bounds.last()?));
    Some(Histogram { name: &metric.name, smallest, largest })
}

fn cost(spec: &Spec) -> Cost<'_> {
    const NAMED: usize = 5;
    let metrics = spec.own_metrics();
    let mut all: Vec<Share<'_>> = metrics
        .filter_map(|metric| {
            Some(Share { name: &metric.name, series: series_budget::most(metric, &spec.labels)? })
        })
        .collect();
    let series = all.iter().fold(0_u64, |sum, share| sum.saturating_add(share.series));
    // Stable: metrics with as many series stay in the order of the spec.
    all.sort_by_key(|share| Reverse(share.series));
    all.truncate(NAMED);
    let interval = spec.service.scrape.interval.as_millis().max(1);
    let per_day = |seconds: u64| {
        let samples = u128::from(series) * u128::from(seconds) * 1000 / u128::from(interval);
        u64::try_from(samples * u128::from(BYTES_PER_SAMPLE)).unwrap_or(u64::MAX)
    };
    let kept = spec.deploy.prometheus.as_ref().map(|prometheus| Kept {
        retention: prometheus.retention.to_string(),
        storage: amount::bytes(per_day(prometheus.retention.as_millis() / 1000)),
        volume: prometheus.instance.storage.clone(),
    });
    Cost {
        series,
        budget: spec.service.series_budget,
        largest: all,
        samples_per_second: series.saturating_mul(1000) / interval,
        bytes_per_sample: BYTES_PER_SAMPLE,
        per_day: amount::bytes(per_day(SECONDS_PER_DAY)),
        kept,
    }
}
