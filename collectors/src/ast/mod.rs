//! What collectors need of a spec, as written: every key, with its place, before any name is looked up. The docs of a field are also
//! its description in the JSON Schema.

mod checks;
mod metrics;
mod service;

pub use checks::{Allow, Level, Silence, Silenced};
pub use metrics::{
    BucketSteps, Buckets, Exponential, Label, LabelUse, Linear, Metric, OpenLabel, Outside, OwnCatalogue,
    Track,
};
pub use service::{RecordPolicy, Scope, Scrape, Service};

use crate::decode::{Map, Placed, Spanned64};
use crate::record;
use crate::source::Spanned;

record! {
    /// What is measured.
    pub struct Measured {
        /// The version of this format: 1.
        spec: Spanned64,
        /// The service that is measured.
        service: Placed<Service>,
        /// The severity of a rule, by its code: `off`, `note`, `warning` or `error`.
        checks: Map<Spanned<Level>>,
        /// Every label once, by name, with the values it may take.
        labels: Map<Placed<Label>>,
        /// Exporters whose metrics the queries use: names of shipped catalogues, or your own.
        outside: Vec<Outside>,
        /// The metrics of the service, in groups.
        metrics: Map<Map<Placed<Metric>>>,
        /// What `#[tracked(name)]` records of a call.
        tracks: Map<Placed<Track>>,
    }
}

/// The keys of a spec, those that collectors need nothing of included: in the order in which people are told of them.
pub const KEYS: &[&str] = &[
    "spec",
    "command",
    "service",
    "checks",
    "constants",
    "labels",
    "outside",
    "metrics",
    "tracks",
    "queries",
    "severities",
    "alerts",
    "groups",
    "slos",
    "dashboards",
    "notifications",
    "deploy",
    "outputs",
];
