//! Lines over time.

use gaugewright_spec::model::{Legend as LegendStyle, Panel, Stacking};
use serde_json::{Value, json};

use super::{Facts, no_transformations};
use crate::grafana::floor::Floor;
use crate::grafana::model::{Format, Legend, LegendMode, Tooltip, to_value};
use crate::grafana::threshold::TRANSPARENT;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: "palette-classic",
    neutral: TRANSPARENT,
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

fn options(panel: &Panel) -> Value {
    let table = panel.legend == LegendStyle::Table;
    let legend = Legend {
        calcs: if table { vec!["mean", "max", "lastNotNull"] } else { Vec::new() },
        display_mode: if table { LegendMode::Table } else { LegendMode::List },
        placement: "bottom",
        show_legend: panel.legend != LegendStyle::Hidden,
    };
    json!({ "legend": to_value(&legend), "tooltip": to_value(&Tooltip::ALL) })
}

fn custom(panel: &Panel, floor: Floor) -> Value {
    let stacking = match panel.stacking {
        Stacking::None => "none",
        Stacking::Normal => "normal",
        Stacking::Percent => "percent",
    };
    let mut custom = json!({
        "axisBorderShow": false,
        "axisCenteredZero": false,
        "axisColorMode": "text",
        "axisLabel": "",
        "axisPlacement": "auto",
        "barAlignment": 0,
        "drawStyle": "line",
        "fillOpacity": if panel.stacking == Stacking::None { 10 } else { 40 },
        "gradientMode": "none",
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "insertNulls": false,
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "pointSize": 5,
        "scaleDistribution": { "type": "linear" },
        "showPoints": "auto",
        "spanNulls": false,
        "stacking": { "group": "A", "mode": stacking },
        "thresholdsStyle": { "mode": if panel.lines.is_empty() { "off" } else { "dashed" } },
    });
    if floor == Floor::Soft {
        custom["axisSoftMin"] = json!(0);
    }
    custom
}
