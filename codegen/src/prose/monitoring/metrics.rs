use std::collections::BTreeMap;

use gaugewright_spec::model::{Domain, Label, Metric, MetricLabel, Origin, Spec, Track};
use gaugewright_spec::rules::series_budget;
use serde::Serialize;

use crate::prose::amount;

/// What the service exports, and what is used of others.
#[derive(Serialize)]
pub(super) struct Metrics<'s> {
    groups: Vec<Group<'s>>,
    labels: Vec<LabelRow<'s>>,
    outside: Vec<Catalogue<'s>>,
    tracks: Vec<TrackRow<'s>>,
}

#[derive(Serialize)]
struct Group<'s> {
    name: &'s str,
    metrics: Vec<MetricRow<'s>>,
}

#[derive(Serialize)]
struct MetricRow<'s> {
    name: &'s str,
    kind: &'static str,
    help: &'s str,
    unit: String,
    labels: Vec<LabelUse<'s>>,
    /// The most series of one instance.
    series: Option<u64>,
    buckets: Option<String>,
}

/// A label on a metric.
#[derive(Serialize)]
struct LabelUse<'s> {
    name: &'s str,
    /// The name of its definition.
    definition: &'s str,
}

#[derive(Serialize)]
struct LabelRow<'s> {
    name: &'s str,
    help: &'s str,
    values: String,
    expect: Option<u64>,
}

/// An exporter whose metrics the spec uses.
#[derive(Serialize)]
struct Catalogue<'s> {
    name: &'s str,
    /// The scrape jobs that they come from.
    jobs: Vec<&'s str>,
}

/// What `#[tracked]` records.
#[derive(Serialize)]
struct TrackRow<'s> {
    name: &'s str,
    labels: &'s [String],
    metrics: Vec<&'s str>,
}

impl<'s> Metrics<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        Self {
            groups: groups(spec),
            labels: spec.labels.iter().filter(|label| is_used(spec, label)).map(label).collect(),
            outside: catalogues(spec),
            tracks: spec.tracks.iter().map(track).collect(),
        }
    }
}

fn groups(spec: &Spec) -> Vec<Group<'_>> {
    let mut rows: BTreeMap<&str, Vec<MetricRow<'_>>> = BTreeMap::new();
    for metric in spec.own_metrics() {
        rows.entry(&metric.group).or_default().push(row(spec, metric));
    }
    let groups = spec.metric_groups.iter();
    groups.filter_map(|name| Some(Group { name, metrics: rows.remove(name.as_str())? })).collect()
}

fn row<'s>(spec: &'s Spec, metric: &'s Metric) -> MetricRow<'s> {
    let bounds = metric.buckets.as_ref().map(|bounds| {
        let bounds = bounds.iter().map(|bound| amount::amount(*bound, metric.unit.as_ref()));
        bounds.collect::<Vec<_>>().join(", ")
    });
    MetricRow {
        name: &metric.name,
        kind: metric.kind.name(),
        help: &metric.help,
        unit: amount::unit(metric.unit.as_ref()),
        labels: metric.labels.iter().map(label_use).collect(),
        series: series_budget::most(metric, &spec.labels),
        buckets: bounds,
    }
}

fn label_use(label: &MetricLabel) -> LabelUse<'_> {
    LabelUse { name: &label.name, definition: &label.definition }
}

fn is_used(spec: &Spec, label: &Label) -> bool {
    spec.own_metrics().any(|metric| metric.labels.iter().any(|used| used.definition == label.name))
}

fn label(label: &Label) -> LabelRow<'_> {
    let values = match &label.domain {
        Domain::Closed(values) => {
            values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
        }
        Domain::Codes(first, last) => format!("{first} to {last}"),
        Domain::Open { limit: Some(limit) } => format!("any, the first {limit}; more become `other`"),
        Domain::Open { limit: None } => "any".to_owned(),
    };
    LabelRow { name: &label.name, help: &label.help, values, expect: label.expect }
}

/// The catalogues, in the order in which their metrics stand in the model.
fn catalogues(spec: &Spec) -> Vec<Catalogue<'_>> {
    let mut found: Vec<Catalogue<'_>> = Vec::new();
    for metric in spec.metrics().iter().filter(|metric| metric.origin == Origin::Outside) {
        if found.iter().all(|catalogue| catalogue.name != metric.group) {
            let jobs = spec.deploy.jobs.iter().filter(|job| job.collects.contains(&metric.group));
            found.push(Catalogue { name: &metric.group, jobs: jobs.map(|job| job.name.as_str()).collect() });
        }
    }
    found
}

fn track(track: &Track) -> TrackRow<'_> {
    let named = [&track.calls, &track.duration, &track.in_flight, &track.errors, &track.last_run];
    let mut metrics: Vec<&str> = named.into_iter().flatten().map(String::as_str).collect();
    for record in &track.records {
        if !metrics.contains(&record.metric.as_str()) {
            metrics.push(&record.metric);
        }
    }
    TrackRow { name: &track.name, labels: &track.labels, metrics }
}
