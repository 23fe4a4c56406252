//! Bars side by side, one a series.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, no_custom, no_transformations, reduce};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: by_value,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom: no_custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    json!({
        "displayMode": "gradient",
        "legend": { "calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": false },
        "maxVizHeight": 300,
        "minVizHeight": 16,
        "minVizWidth": 8,
        "namePlacement": "auto",
        "orientation": "horizontal",
        "reduceOptions": reduce(panel),
        "showUnfilled": true,
        "sizing": "auto",
        "valueMode": "color",
    })
}
