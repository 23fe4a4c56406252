//! How often which values occur: Grafana counts them.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_series, legend, no_transformations, stacking, tooltip};
use crate::grafana::model::{Format, Tooltip};

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: by_series,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    json!({
        "bucketOffset": 0,
        "combine": false,
        "legend": legend(panel),
        "tooltip": tooltip(panel, Tooltip::ONE),
    })
}

fn custom(panel: &Panel, _: Seen) -> Value {
    json!({
        "fillOpacity": 80,
        "gradientMode": "none",
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "lineWidth": 1,
        "stacking": stacking(panel.stacking),
    })
}
