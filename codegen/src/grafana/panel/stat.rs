//! One big number a series.

use gaugewright_spec::model::{Panel, ValueColor};
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, no_custom, no_transformations, reduce};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 4,
    least_width: 3,
    color: by_value,
    neutral: "green",
    format: Format::TimeSeries,
    options,
    custom: no_custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    let has_steps =
        !panel.steps.is_empty() || panel.settings.overrides.iter().any(|own| !own.steps.is_empty());
    let has_colors = has_steps || panel.mappings.iter().any(|mapping| mapping.color.is_some());
    let style = &panel.settings.style;
    let usual = if has_colors { "value" } else { "none" };
    json!({
        "colorMode": style.value_color.map_or(usual, ValueColor::id),
        "graphMode": if style.sparkline == Some(true) { "area" } else { "none" },
        "justifyMode": "auto",
        "orientation": "auto",
        "percentChangeColorMode": "standard",
        "reduceOptions": reduce(panel),
        "showPercentChange": false,
        "textMode": "auto",
        "wideLayout": true,
    })
}
