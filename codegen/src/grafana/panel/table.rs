//! A table, one row a series.

use gaugewright_spec::model::Panel;
use gaugewright_spec::template::Part;
use serde_json::{Value, json};

use super::{Facts, Seen, by_value};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 8,
    color: by_value,
    neutral: "text",
    format: Format::Table,
    options: |_, _| json!({ "cellHeight": "sm", "frameIndex": 0, "showHeader": true }),
    custom,
    transformations,
};

fn custom(_: &Panel, _: Seen) -> Value {
    json!({ "align": "auto", "inspect": false })
}

/// One table of all queries; if each asks for one moment, that is the same in every row, so its column is left out.
fn transformations(panel: &Panel) -> Vec<Value> {
    let names = (0..panel.targets().len())
        .filter_map(|index| Some((column(index, panel), Value::String(heading(index, panel)?))));
    let names: serde_json::Map<String, Value> = names.collect();
    let is_moment = panel.targets().iter().all(|target| panel.asks_once(target));
    let left_out = if is_moment { json!({ "Time": true }) } else { json!({}) };
    let options = json!({ "excludeByName": left_out, "indexByName": {}, "renameByName": names });
    vec![json!({ "id": "merge", "options": {} }), json!({ "id": "organize", "options": options })]
}

/// The name of a query's column as it is shown.
pub(super) fn shown_column(index: usize, panel: &Panel) -> String {
    heading(index, panel).unwrap_or_else(|| column(index, panel))
}

/// What Grafana calls a query's column of values.
fn column(index: usize, panel: &Panel) -> String {
    // What is not drawn is not asked either.
    let asked = panel.targets().iter().filter(|target| !target.hidden).count();
    if asked == 1 { "Value".into() } else { ["Value #", &panel.letter(index)].concat() }
}

/// What the author calls it: its legend, if that is the same for all rows.
fn heading(index: usize, panel: &Panel) -> Option<String> {
    let legend = panel.targets().get(index)?.legend.as_ref()?;
    match legend.parts.as_slice() {
        [Part::Text(text)] => Some(text.clone()),
        _ => None,
    }
}
