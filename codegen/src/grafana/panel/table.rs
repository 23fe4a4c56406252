//! A table, one row a series.

use gaugewright_spec::model::Panel;
use serde_json::{Value, json};

use super::Facts;
use crate::grafana::floor::Floor;
use crate::grafana::model::{Format, Transformation};

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 8,
    color: "thresholds",
    neutral: "text",
    format: Format::Table,
    options: |_| json!({ "cellHeight": "sm", "frameIndex": 0, "showHeader": true }),
    custom,
    transformations,
};

fn custom(_: &Panel, _: Floor) -> Value {
    json!({ "align": "auto", "inspect": false })
}

/// The moment of the query is the same in every row.
fn transformations() -> Vec<Transformation> {
    vec![
        Transformation { id: "merge", options: json!({}) },
        Transformation {
            id: "organize",
            options: json!({ "excludeByName": { "Time": true }, "indexByName": {}, "renameByName": {} }),
        },
    ]
}
