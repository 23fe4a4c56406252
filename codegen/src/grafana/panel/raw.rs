//! A type that the spec does not have: only its size in the grid is ours.

use serde_json::json;

use super::{Facts, by_series, no_custom, no_transformations};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: by_series,
    neutral: "green",
    format: Format::TimeSeries,
    options: |_, _| json!({}),
    custom: no_custom,
    transformations: no_transformations,
};
