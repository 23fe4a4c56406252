//! A summary: quantiles that the exporter computed, the sum and the number of observations. They cannot be
//! aggregated, so a service of ours cannot declare one; exporters of others have them.

use super::{Facts, Instrument, Series};

pub(super) const FACTS: Facts = Facts {
    name: "summary",
    exposition_type: "summary",
    series: &[
        Series { suffix: "", instrument: Instrument::Quantile, label: Some("quantile") },
        Series { suffix: "_sum", instrument: Instrument::Sum, label: None },
        Series { suffix: "_count", instrument: Instrument::Count, label: None },
    ],
    has_buckets: false,
    collector: None,
};
