//! A gauge: one series, a momentary value.

use super::{Collector, Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "gauge",
    exposition_type: "gauge",
    series: &[Series { suffix: "", instrument: Instrument::Gauge, label: None }],
    has_buckets: false,
    collector: Some(Collector::Gauge),
};
