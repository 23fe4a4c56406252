//! Bars side by side for the values of a label.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_series, legend, no_transformations, tooltip};
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
        "barRadius": 0,
        "barWidth": 0.97,
        "fullHighlight": false,
        "groupWidth": 0.7,
        "legend": legend(panel),
        "orientation": "auto",
        "showValue": "auto",
        "stacking": panel.stacking.id(),
        "tooltip": tooltip(panel, Tooltip::ONE),
        "xTickLabelRotation": 0,
        "xTickLabelSpacing": 0,
    })
}

fn custom(panel: &Panel, _: Seen) -> Value {
    let scale = panel
        .settings
        .log_scale
        .map_or_else(|| json!({ "type": "linear" }), |base| json!({ "type": "log", "log": base }));
    json!({
        "axisBorderShow": false,
        "axisCenteredZero": false,
        "axisColorMode": "text",
        "axisLabel": "",
        "axisPlacement": "auto",
        "fillOpacity": 80,
        "gradientMode": "none",
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "lineWidth": 1,
        "scaleDistribution": scale,
        "thresholdsStyle": { "mode": "off" },
    })
}
