//! Shares of a whole.

use gaugewright_spec::model::{Legend, LegendPlacement, Panel};
use serde_json::{Value, json};

use super::{Facts, Seen, by_series, no_transformations, reduce, tooltip};
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
    let style = &panel.settings.style;
    json!({
        "displayLabels": ["percent"],
        "legend": {
            "calcs": [],
            "displayMode": if panel.legend == Legend::Table { "table" } else { "list" },
            "placement": style.legend_placement.map_or("right", LegendPlacement::id),
            "showLegend": panel.legend != Legend::Hidden,
            "values": ["value"],
        },
        "orientation": "auto",
        "pieType": "donut",
        "reduceOptions": reduce(panel),
        "tooltip": tooltip(panel, Tooltip::ONE),
    })
}

fn custom(_: &Panel, _: Seen) -> Value {
    json!({ "hideFrom": { "legend": false, "tooltip": false, "viz": false } })
}
