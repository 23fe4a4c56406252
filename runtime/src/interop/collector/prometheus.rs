//! A spec as a collector of the crate `prometheus`: what it collects are the samples of our own exposition.

use std::collections::HashMap;
use std::sync::Arc;

use prometheus::core::Desc;
use prometheus::proto::{Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};

use super::Collector;
use crate::counts::Counts;
use crate::exposition::{FOLDED, Family, Sample};
use crate::schema::Kind;
use crate::store::Store;

/// What the registry wants to know before it collects.
pub(super) fn descriptions(store: &Store) -> Arc<[Desc]> {
    let metrics = store.schema().metrics.iter();
    let descriptions = metrics.filter_map(|metric| {
        let help = if metric.help.is_empty() { metric.name } else { metric.help };
        let labels = metric.labels.iter().map(|label| label.name.to_owned()).collect();
        let constants = store.schema().constants.iter();
        let constants: HashMap<_, _> =
            constants.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // The runtime's own metrics have none, so that two specs fit into one registry.
        Desc::new(metric.name.to_owned(), help.to_owned(), labels, constants).ok()
    });
    descriptions.collect()
}

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus")))]
impl prometheus::core::Collector for Collector {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let counts = self.store.counts();
        self.store.expose(|cache| {
            let families = cache.families().iter().filter(|family| !family.is_empty());
            let mut collected: Vec<MetricFamily> = families.map(|family| collect(counts, family)).collect();
            let (help, folded) = cache.folded().samples(counts);
            if !folded.is_empty() {
                let constants = counts.schema().constants.iter();
                let constants: Vec<_> = constants.map(|(name, value)| (*name, (*value).to_owned())).collect();
                let metrics = folded.into_iter().map(|(label, count)| {
                    let labels = [vec![("label", label.to_owned())], constants.clone()].concat();
                    metric(labels, Sample::Counter(count as f64))
                });
                collected.push(self::family(FOLDED, help, MetricType::COUNTER, metrics.collect()));
            }
            collected
        })
    }
}

fn collect(counts: &Counts, family: &Family) -> MetricFamily {
    let kind = match family.metric.kind {
        Kind::Counter | Kind::FloatCounter => MetricType::COUNTER,
        Kind::Gauge | Kind::Info => MetricType::GAUGE,
        Kind::Durations(_) | Kind::Values(_) => MetricType::HISTOGRAM,
    };
    let mut metrics = Vec::new();
    family.samples(counts, |labels, sample| metrics.push(metric(labels, sample)));
    self::family(family.metric.name, family.metric.help, kind, metrics)
}

fn family(name: &str, help: &str, kind: MetricType, metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.to_owned());
    family.set_help(help.to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

fn metric(labels: Vec<(&'static str, String)>, sample: Sample) -> Metric {
    let pairs = labels.into_iter().map(|(name, value)| {
        let mut pair = LabelPair::default();
        pair.set_name(name.to_owned());
        pair.set_value(value);
        pair
    });
    let mut metric = Metric::from_label(pairs.collect());
    match sample {
        Sample::Counter(value) => {
            let mut counter = Counter::default();
            counter.set_value(value);
            metric.set_counter(counter);
        }
        Sample::Gauge(value) => {
            let mut gauge = Gauge::default();
            gauge.set_value(value);
            metric.set_gauge(gauge);
        }
        Sample::Histogram { buckets, sum } => metric.set_histogram(histogram(&buckets, sum)),
    }
    metric
}

/// Without the last bucket: that of +Inf is understood there.
fn histogram(buckets: &[(f64, u64)], sum: f64) -> Histogram {
    let mut histogram = Histogram::default();
    let Some(((_, count), finite)) = buckets.split_last() else { return histogram };
    let finite = finite.iter().map(|(bound, count)| {
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(*bound);
        bucket.set_cumulative_count(*count);
        bucket
    });
    histogram.set_bucket(finite.collect());
    histogram.set_sample_sum(sum);
    histogram.set_sample_count(*count);
    histogram
}
