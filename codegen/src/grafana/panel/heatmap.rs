//! A histogram over time: the query gives buckets by `le`.

use gaugewright_spec::model::{Legend, Panel, TooltipMode};
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, no_transformations};
use crate::grafana::model::Format;
use crate::grafana::unit;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 8,
    color: by_value,
    neutral: "green",
    format: Format::Heatmap,
    options,
    custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    let unit = panel.unit_id.clone().unwrap_or_else(|| unit::shown(panel.shown.as_ref()).id);
    let mode = panel.settings.style.tooltip.map_or("single", TooltipMode::id);
    json!({
        "calculate": false,
        "cellGap": 1,
        "cellValues": { "unit": "short" },
        "color": {
            "exponent": 0.5,
            "fill": "dark-orange",
            "mode": "scheme",
            "reverse": false,
            "scale": "exponential",
            "scheme": "Oranges",
            "steps": 64,
        },
        "exemplars": { "color": "rgba(255,0,255,0.7)" },
        "filterValues": { "le": 1e-9 },
        "legend": { "show": panel.legend != Legend::Hidden },
        "rowsFrame": { "layout": "auto" },
        "showValue": "never",
        "tooltip": { "mode": mode, "showColorScale": false, "yHistogram": false },
        "yAxis": { "axisPlacement": "left", "reverse": false, "unit": unit },
    })
}

fn custom(_: &Panel, _: Seen) -> Value {
    json!({
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "scaleDistribution": { "type": "linear" },
    })
}
