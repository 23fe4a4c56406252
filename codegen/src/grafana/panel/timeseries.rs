//! Lines over time.

use gaugewright_spec::model::{
    Calculation, Draw, Gradient, Interpolation, Legend as LegendStyle, LegendPlacement, Panel, Points,
    ShowSteps, Stacking,
};
use serde_json::{Value, json};

use super::{Facts, calculations, no_transformations, stacking, tooltip};
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

/// What the legend computes if it is a table.
const USUAL: &[Calculation] = &[Calculation::Mean, Calculation::Max, Calculation::Last];

fn options(panel: &Panel) -> Value {
    let table = panel.legend == LegendStyle::Table;
    let legend = Legend {
        calcs: calculations(panel, if table { USUAL } else { &[] }),
        display_mode: if table { LegendMode::Table } else { LegendMode::List },
        placement: panel.settings.style.legend_placement.map_or("bottom", LegendPlacement::id),
        show_legend: panel.legend != LegendStyle::Hidden,
    };
    json!({ "legend": to_value(&legend), "tooltip": tooltip(panel, Tooltip::ALL) })
}

fn custom(panel: &Panel, floor: Floor) -> Value {
    let style = &panel.settings.style;
    let scale = panel
        .settings
        .log_scale
        .map_or_else(|| json!({ "type": "linear" }), |base| json!({ "type": "log", "log": base }));
    let usual_marks = if panel.lines.is_empty() { ShowSteps::Off } else { ShowSteps::Dashed };
    let usual_fill = if panel.stacking == Stacking::None { 10 } else { 40 };
    let mut custom = json!({
        "axisBorderShow": false,
        "axisCenteredZero": false,
        "axisColorMode": "text",
        "axisLabel": "",
        "axisPlacement": "auto",
        "barAlignment": 0,
        "drawStyle": style.draw.map_or("line", Draw::id),
        "fillOpacity": style.fill.unwrap_or(usual_fill),
        "gradientMode": style.gradient.map_or("none", Gradient::id),
        "hideFrom": { "legend": false, "tooltip": false, "viz": false },
        "insertNulls": false,
        "lineInterpolation": style.interpolation.map_or("linear", Interpolation::id),
        "lineWidth": style.line_width.unwrap_or(1),
        "pointSize": 5,
        "scaleDistribution": scale,
        "showPoints": style.points.map_or("auto", Points::id),
        "spanNulls": style.connect_nulls.unwrap_or(false),
        "stacking": stacking(panel.stacking),
        "thresholdsStyle": { "mode": style.show_steps.unwrap_or(usual_marks).id() },
    });
    if floor == Floor::Soft {
        custom["axisSoftMin"] = json!(0);
    }
    custom
}
