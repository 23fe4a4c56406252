//! A counter: one series, which only grows.

use super::{Collector, Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "counter",
    exposition_type: "counter",
    series: &[Series { suffix: "", instrument: Instrument::Counter, label: None }],
    has_buckets: false,
    collector: Some(Collector::Counter),
};
