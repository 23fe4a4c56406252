//! A table, one row a series.

use gaugewright_spec::model::Panel;
use gaugewright_spec::template::Part;
use serde_json::{Value, json};

use super::Facts;
use super::target::ref_id;
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

/// One table of all queries; the moment of the query is the same in every row, so its column is left out.
fn transformations(panel: &Panel) -> Vec<Transformation> {
    let names = (0..panel.targets().len())
        .filter_map(|index| Some((column(index, panel), Value::String(heading(index, panel)?))));
    let names: serde_json::Map<String, Value> = names.collect();
    vec![
        Transformation { id: "merge", options: json!({}) },
        Transformation {
            id: "organize",
            options: json!({ "excludeByName": { "Time": true }, "indexByName": {}, "renameByName": names }),
        },
    ]
}

/// The name of a query's column as it is shown.
pub(super) fn shown_column(index: usize, panel: &Panel) -> String {
    heading(index, panel).unwrap_or_else(|| column(index, panel))
}

/// What Grafana calls a query's column of values.
fn column(index: usize, panel: &Panel) -> String {
    if panel.targets().len() == 1 { "Value".into() } else { ["Value #", &ref_id(index)].concat() }
}

/// What the author calls it: its legend, if that is the same for all rows.
fn heading(index: usize, panel: &Panel) -> Option<String> {
    let legend = panel.targets().get(index)?.legend.as_ref()?;
    match legend.parts.as_slice() {
        [Part::Text(text)] => Some(text.clone()),
        _ => None,
    }
}
