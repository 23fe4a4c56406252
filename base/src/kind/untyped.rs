//! A metric of which its exporter does not say what it is.

use super::{Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "untyped",
    exposition_type: "untyped",
    series: &[Series { suffix: "", instrument: Instrument::Unknown, label: None }],
    has_buckets: false,
    collector: None,
};
