//! What `metrics!` says of a spec: plain data, so that an expansion stays small and all code is here.

/// A spec: its labels, its metrics, and the size of a thread's block of cells.
#[derive(Debug)]
pub struct Schema {
    /// The service's name.
    pub service: &'static str,
    /// Where the service is scraped: `/metrics`.
    pub path: &'static str,
    /// The labels that every series has, with their values.
    pub constants: &'static [(&'static str, &'static str)],
    /// The label definitions. Metrics refer to them by position.
    pub labels: &'static [Label],
    /// The metrics, sorted by name.
    pub metrics: &'static [Metric],
    /// How many cells all dense metrics take together.
    pub cells: u32,
}

/// A label definition.
#[derive(Debug)]
pub struct Label {
    /// The name of the definition.
    pub name: &'static str,
    /// The values that it can take.
    pub domain: Domain,
}

/// The values of a label. Each has an id, counted from 0 and below [`Domain::size`].
#[derive(Debug)]
pub enum Domain {
    /// These values; the id is the position.
    Closed(&'static [&'static str]),
    /// Whole numbers, both ends included; the id is the distance from the first.
    Codes(u16, u16),
    /// Any text. Id 0 is `other`, into which values beyond the limit are folded.
    Open(u32),
}

impl Domain {
    /// How many ids there are.
    pub const fn size(&self) -> u64 {
        match self {
            Self::Closed(values) => values.len() as u64,
            Self::Codes(first, last) => *last as u64 - *first as u64 + 1,
            Self::Open(limit) => *limit as u64 + 1,
        }
    }
}

/// A metric, and where its cells are.
#[derive(Debug)]
pub struct Metric {
    /// Its name, without the suffixes of a histogram's series.
    pub name: &'static str,
    /// Its help, unescaped.
    pub help: &'static str,
    /// The unit's name as OpenMetrics wants it, if the metric's name ends in it: `seconds`.
    pub unit: Option<&'static str>,
    /// What it is.
    pub kind: Kind,
    /// Its labels. The index of a series is the mixed radix number of the labels' ids, the first label the
    /// most significant digit.
    pub labels: &'static [MetricLabel],
    /// Where its cells are.
    pub storage: Storage,
    /// Which series are exported before anybody has touched them.
    pub init: Init,
}

/// A label as it stands on a metric.
#[derive(Debug)]
pub struct MetricLabel {
    /// Its name there.
    pub name: &'static str,
    /// The position of its definition in [`Schema::labels`].
    pub label: u16,
}

/// What a metric is, and with that how many cells a series has.
#[derive(Debug)]
pub enum Kind {
    /// A whole number that grows: one cell.
    Counter,
    /// A number that grows: one cell, the bits of an `f64`.
    FloatCounter,
    /// A number that goes up and down: a cell of changes, and one for whether there were any, which in the shared block also
    /// has what was set.
    Gauge,
    /// Always 1: as a gauge.
    Info,
    /// Durations: a cell for each bucket (the last is +Inf), and the sum in nanoseconds.
    Durations(&'static DurationBuckets),
    /// Other observations: a cell for each bucket (the last is +Inf), and the sum as the bits of an `f64`.
    Values(&'static ValueBuckets),
}

impl Kind {
    /// The cells of one series.
    pub const fn width(&self) -> u32 {
        match self {
            Self::Counter | Self::FloatCounter => 1,
            Self::Gauge | Self::Info => 2,
            Self::Durations(buckets) => buckets.width(),
            Self::Values(buckets) => buckets.width(),
        }
    }
}

/// Where the cells of a metric are.
#[derive(Clone, Copy, Debug)]
pub enum Storage {
    /// In every thread's block from this cell on: series by series, the cells of one side by side.
    Dense(u32),
    /// In a table of the series that occur. The key of a series is this number plus its index; keys of
    /// different metrics do not overlap.
    Sparse(u64),
}

/// Which series are exported before anybody has touched them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Init {
    /// All that closed labels allow.
    All,
    /// None.
    Touched,
}

pub use crate::metric::{DurationBuckets, ValueBuckets};
