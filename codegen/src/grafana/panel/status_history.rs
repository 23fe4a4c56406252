//! The state of each series at each moment.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, legend, no_transformations, tooltip};
use crate::grafana::model::{Format, Tooltip};

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: by_value,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    json!({
        "colWidth": 0.9,
        "legend": legend(panel),
        "rowHeight": 0.9,
        "showValue": "auto",
        "tooltip": tooltip(panel, Tooltip::ONE),
    })
}

fn custom(_: &Panel, _: Seen) -> Value {
    json!({
        "fillOpacity": 70,
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "lineWidth": 1,
    })
}
