//! A spec as a collector of the crate `prometheus-client`.

use std::fmt::Error;

use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;

use super::Collector;
use crate::exposition::{FOLDED_FAMILY, Sample, openmetrics_family};

/// The labels of a series.
type Labels = Vec<(&'static str, String)>;

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus-client")))]
impl prometheus_client::collector::Collector for Collector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), Error> {
        let counts = self.store.counts();
        self.store.expose(|cache| {
            for family in cache.families().iter().filter(|family| !family.is_empty()) {
                let metric = family.metric;
                let mut series = Vec::new();
                family.samples(counts, |labels, sample| series.push((labels, sample)));
                let (name, kind) = openmetrics_family(counts.schema(), metric);
                let name = Name::new(name, kind, metric.unit.unwrap_or_default());
                write(&mut encoder, &name, metric.help, series)?;
            }
            let (help, folded) = cache.folded().samples(counts);
            if folded.is_empty() {
                return Ok(());
            }
            let constants =
                counts.schema().constants.iter().map(|(name, value)| (*name, (*value).to_owned()));
            let constants: Labels = constants.collect();
            let series = folded.into_iter().map(|(label, count)| {
                let labels = [vec![("label", label.to_owned())], constants.clone()].concat();
                (labels, Sample::Counter(count as f64))
            });
            write(&mut encoder, &Name::new(FOLDED_FAMILY, "counter", ""), help, series.collect())
        })
    }
}

/// The parts that the encoder puts together again: `http_request_duration`, `seconds`, and the suffix of its type.
struct Name<'n> {
    stem: &'n str,
    unit: Option<Unit>,
    kind: MetricType,
}

impl<'n> Name<'n> {
    fn new(family: &'n str, kind: &str, unit: &str) -> Self {
        let kind = match kind {
            "counter" => MetricType::Counter,
            "gauge" => MetricType::Gauge,
            "histogram" => MetricType::Histogram,
            "info" => MetricType::Info,
            _ => MetricType::Unknown,
        };
        let stem = family.strip_suffix(unit).and_then(|stem| stem.strip_suffix('_'));
        match stem.filter(|stem| !unit.is_empty() && !stem.is_empty()) {
            Some(stem) => Self { stem, unit: Some(Unit::Other(unit.to_owned())), kind },
            None => Self { stem: family, unit: None, kind },
        }
    }
}

fn write(
    encoder: &mut DescriptorEncoder<'_>,
    name: &Name<'_>,
    help: &str,
    series: Vec<(Labels, Sample)>,
) -> Result<(), Error> {
    // The encoder writes it as it is.
    let help = help.replace('\n', " ");
    let mut family = encoder.encode_descriptor(name.stem, &help, name.unit.as_ref(), name.kind)?;
    for (labels, sample) in series {
        if matches!(name.kind, MetricType::Info) {
            family.encode_info(&labels)?;
            continue;
        }
        let mut series = family.encode_family(&labels)?;
        match sample {
            Sample::Counter(value) if matches!(name.kind, MetricType::Counter) => {
                series.encode_counter::<NoLabelSet, f64, f64>(&value, None)?;
            }
            Sample::Counter(value) | Sample::Gauge(value) => series.encode_gauge(&value)?,
            Sample::Histogram { buckets, sum } => {
                let count = buckets.last().map_or(0, |(_, count)| *count);
                series.encode_histogram::<NoLabelSet>(sum, count, &apart(&buckets), None)?;
            }
        }
    }
    Ok(())
}

/// What is in each bucket alone.
fn apart(buckets: &[(f64, u64)]) -> Vec<(f64, u64)> {
    let before = std::iter::once(0).chain(buckets.iter().map(|(_, count)| *count));
    buckets.iter().zip(before).map(|((bound, count), before)| (*bound, count.wrapping_sub(before))).collect()
}
