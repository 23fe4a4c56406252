//! An info metric: one series that is always 1 and whose labels carry facts. The text format has no type
//! for it, so it is exposed as a gauge.

use super::{Collector, Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "info",
    exposition_type: "gauge",
    series: &[Series { suffix: "", instrument: Instrument::Info, label: None }],
    has_buckets: false,
    collector: Some(Collector::Info),
};
