//! A dial between minimum and maximum.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, no_custom, no_transformations, reduce};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 6,
    least_width: 4,
    color: by_value,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom: no_custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    json!({
        "minVizHeight": 75,
        "minVizWidth": 75,
        "orientation": "auto",
        "reduceOptions": reduce(panel),
        "showThresholdLabels": false,
        "showThresholdMarkers": true,
        "sizing": "auto",
    })
}
