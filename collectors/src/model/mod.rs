//! What collectors are made of. Everything in it has been resolved: names refer to things that exist, and quantities have been
//! scaled.

mod track;

pub use gaugewright_base::{Domain, Init, Keyed, Label, Metric, MetricLabel, Origin, Range, Series, Table};

pub use track::{HttpLabels, Record, Track, initial_series, is_initially_exported};

/// What instrumentation needs of a spec.
#[derive(Clone, Debug)]
pub struct Collectors {
    /// The name of the service that is measured.
    pub service: String,
    /// The path of its exposition, with its leading slash.
    pub path: String,
    /// The labels that every series has, with their values.
    pub constants: Vec<(String, String)>,
    /// Label definitions by name.
    pub labels: Table<Label>,
    /// The metrics of the service, in the order of the spec.
    pub metrics: Table<Metric>,
    /// What `#[tracked(name)]` records.
    pub tracks: Table<Track>,
}
