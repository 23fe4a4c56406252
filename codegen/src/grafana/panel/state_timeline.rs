//! From when to when each series was in which state.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, legend, no_transformations, tooltip};
use crate::grafana::model::{Format, Tooltip};

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

/// Of what has steps, Grafana makes a state of each step, and no longer reads the texts for values.
fn color(panel: &Panel) -> &'static str {
    if panel.steps.is_empty() || !panel.mappings.is_empty() { "continuous-GrYlRd" } else { by_value(panel) }
}

fn options(panel: &Panel, _: Seen) -> Value {
    json!({
        "alignValue": "left",
        "legend": legend(panel),
        "mergeValues": true,
        "rowHeight": 0.9,
        "showValue": "auto",
        "tooltip": tooltip(panel, Tooltip::ONE),
    })
}

fn custom(panel: &Panel, _: Seen) -> Value {
    json!({
        "fillOpacity": 70,
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "insertNulls": false,
        "lineWidth": 0,
        "spanNulls": panel.settings.style.connect_nulls.unwrap_or(false),
    })
}
