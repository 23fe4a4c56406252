//! Shares of a whole.

use gaugewright_spec::model::{Legend, Panel};
use serde_json::{Value, json};

use super::{Facts, no_transformations, reduce};
use crate::grafana::floor::Floor;
use crate::grafana::model::{Format, Tooltip, to_value};

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: "palette-classic",
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

fn options(panel: &Panel) -> Value {
    json!({
        "displayLabels": ["percent"],
        "legend": {
            "calcs": [],
            "displayMode": if panel.legend == Legend::Table { "table" } else { "list" },
            "placement": "right",
            "showLegend": panel.legend != Legend::Hidden,
            "values": ["value"],
        },
        "orientation": "auto",
        "pieType": "donut",
        "reduceOptions": reduce(panel),
        "tooltip": to_value(&Tooltip::ONE),
    })
}

fn custom(_: &Panel, _: Floor) -> Value {
    json!({ "hideFrom": { "legend": false, "tooltip": false, "viz": false } })
}
