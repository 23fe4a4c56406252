//! Where the cells of each metric are. A metric whose series all fit has a place for each of them in every thread's
//! block; one that could have too many gets a range of keys, and its series are looked up.

use std::collections::BTreeMap;

use gaugewright_collectors::kind::Collector;
use gaugewright_collectors::model::{Collectors, Domain, Init, Metric, initial_series};
use gaugewright_collectors::number::Number;
use gaugewright_collectors::unit::{Base, Unit};

/// The most cells that one metric takes in every thread's block: 32 kB.
const DENSE: u64 = 4096;
/// How many different values an open label without a limit may have.
const LIMIT: u32 = 1000;

/// The metrics in the order of their names, with their places.
pub(super) struct Layout<'s> {
    pub(super) metrics: Vec<Placed<'s>>,
    /// How many cells a block has for dense metrics.
    pub(super) cells: u32,
}

/// A metric with its place.
pub(super) struct Placed<'s> {
    pub(super) metric: &'s Metric,
    pub(super) kind: Kind,
    pub(super) storage: Storage,
    /// How many ids each of its labels has.
    pub(super) sizes: Vec<u64>,
    pub(super) init: Init,
}

/// What a metric is to the runtime.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Counter,
    FloatCounter,
    Gauge,
    Info,
    /// Upper bounds in nanoseconds.
    Durations(Vec<u64>),
    /// Upper bounds.
    Values(Vec<f64>),
}

/// Where its cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// From this cell on.
    Dense(u32),
    /// From this key on.
    Sparse(u64),
}

impl Kind {
    /// The cells of one series, as the runtime counts them.
    pub(super) fn width(&self) -> u32 {
        let buckets = |bounds: usize| u32::try_from(bounds).unwrap_or(u32::MAX - 2) + 2;
        match self {
            Self::Counter | Self::FloatCounter => 1,
            Self::Gauge | Self::Info => 2,
            Self::Durations(bounds) => buckets(bounds.len()),
            Self::Values(bounds) => buckets(bounds.len()),
        }
    }
}

/// Lays out all metrics of a spec.
pub(super) fn layout(spec: &Collectors) -> Layout<'_> {
    let by_name: BTreeMap<&str, &Metric> =
        spec.metrics.iter().map(|metric| (metric.name.as_str(), metric)).collect();
    let mut layout = Layout { metrics: Vec::new(), cells: 0 };
    let mut next_key: u64 = 0;
    for metric in by_name.into_values() {
        let kind = kind(metric);
        let sizes: Vec<u64> = metric.labels.iter().map(|label| size(&label.domain)).collect();
        let series = sizes.iter().fold(1, |product: u64, size| product.saturating_mul(*size));
        let cells = series.saturating_mul(u64::from(kind.width()));
        let init = initial_series(metric, &spec.tracks);
        let storage = match u32::try_from(cells) {
            Ok(cells) if u64::from(cells) <= DENSE => {
                let first = layout.cells;
                layout.cells += cells;
                Storage::Dense(first)
            }
            _ => {
                let first = next_key;
                next_key = next_key.saturating_add(series);
                Storage::Sparse(first)
            }
        };
        layout.metrics.push(Placed { metric, kind, storage, sizes, init });
    }
    layout
}

/// How many ids a label has; an open one has one more for `other`.
pub(super) fn size(domain: &Domain) -> u64 {
    match domain {
        Domain::Open { .. } => u64::from(limit(domain)) + 1,
        closed => closed.size().unwrap_or(1),
    }
}

/// The limit of an open label.
pub(super) fn limit(domain: &Domain) -> u32 {
    match domain {
        Domain::Open { limit } => limit.unwrap_or(LIMIT),
        _ => 0,
    }
}

fn kind(metric: &Metric) -> Kind {
    match metric.kind.facts().collector {
        Some(Collector::Counter) if is_whole(metric.unit.as_ref()) => Kind::Counter,
        Some(Collector::Counter) => Kind::FloatCounter,
        Some(Collector::Info) => Kind::Info,
        Some(Collector::Histogram) => histogram(metric),
        // What a catalogue alone has is not collected, and a spec that declares it has been refused.
        Some(Collector::Gauge) | None => Kind::Gauge,
    }
}

/// Bytes and counted things come in whole numbers, seconds and dollars do not.
fn is_whole(unit: Option<&Unit>) -> bool {
    unit.is_none_or(|unit| {
        unit.is_counted() || unit.dimension().keys().all(|base| *base == Base::Byte) && !unit.is_share()
    })
}

/// A histogram of seconds counts in nanoseconds, unless a bound of it is no whole number of these.
fn histogram(metric: &Metric) -> Kind {
    let bounds = metric.buckets.as_deref().unwrap_or_default();
    let nanos = |bound: &Number| bound.times(Number::integer(1_000_000_000))?.to_string().parse::<u64>().ok();
    let durations: Option<Vec<u64>> = bounds.iter().map(nanos).collect();
    match durations {
        Some(bounds) if metric.unit.as_ref() == Some(&Unit::seconds()) => Kind::Durations(bounds),
        _ => Kind::Values(bounds.iter().map(|bound| bound.to_f64()).collect()),
    }
}
