//! A histogram: cumulative buckets by their upper bound, the sum and the number of observations.

use super::{Collector, Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "histogram",
    exposition_type: "histogram",
    series: &[
        Series { suffix: "_bucket", instrument: Instrument::Bucket, label: Some("le") },
        Series { suffix: "_sum", instrument: Instrument::Sum, label: None },
        Series { suffix: "_count", instrument: Instrument::Count, label: None },
    ],
    has_buckets: true,
    collector: Some(Collector::Histogram),
};
