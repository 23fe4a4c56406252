//! Lines over time.

use gaugewright_spec::model::{
    Calculation, Draw, Gradient, Interpolation, Legend as LegendStyle, LegendPlacement, Panel, Points,
    ShowSteps, Stacking,
};
use gaugewright_spec::number::Number;
use serde_json::{Value, json};

use super::{Facts, Seen, by_series, calculations, no_transformations, stacking, tooltip};
use crate::grafana::floor::Floor;
use crate::grafana::model::{Format, JsonNumber, Legend, LegendMode, Tooltip, to_value};
use crate::grafana::threshold::TRANSPARENT;

pub(super) const FACTS: Facts = Facts {
    height: 8,
    least_width: 6,
    color: by_series,
    neutral: TRANSPARENT,
    format: Format::TimeSeries,
    options,
    custom,
    transformations: no_transformations,
};

/// What the legend computes if it is a table.
const USUAL: &[Calculation] = &[Calculation::Mean, Calculation::Max, Calculation::Last];

/// The same beside the graph, where there is less room.
const BESIDE: &[Calculation] = &[Calculation::Last, Calculation::Max];

/// From so many columns on there is room for a legend beside the graph.
const WIDE: u32 = 12;

fn options(panel: &Panel, seen: Seen) -> Value {
    // Many names are read more easily below each other, with their numbers; below the graph, most of them would be out of sight.
    let beside = seen.drawn.many
        && panel.settings.style.legend.is_none()
        && panel.settings.style.legend_placement.is_none()
        && seen.width >= WIDE;
    let table = panel.legend == LegendStyle::Table || beside;
    let usual = if beside { BESIDE } else { USUAL };
    let placement = if beside { LegendPlacement::Right } else { LegendPlacement::Bottom };
    let legend = Legend {
        calcs: calculations(panel, if table { usual } else { &[] }),
        display_mode: if table { LegendMode::Table } else { LegendMode::List },
        placement: panel.settings.style.legend_placement.unwrap_or(placement).id(),
        show_legend: panel.legend != LegendStyle::Hidden,
    };
    json!({ "legend": to_value(&legend), "tooltip": tooltip(panel, Tooltip::ALL) })
}

fn custom(panel: &Panel, seen: Seen) -> Value {
    let style = &panel.settings.style;
    let scale = panel
        .settings
        .log_scale
        .map_or_else(|| json!({ "type": "linear" }), |base| json!({ "type": "log", "log": base }));
    let usual_marks = if panel.lines.is_empty() { ShowSteps::Off } else { ShowSteps::Dashed };
    let usual_fill = match panel.stacking {
        // Areas that cover each other hide what is behind them.
        Stacking::None if seen.drawn.several => 0,
        Stacking::None => 10,
        Stacking::Normal | Stacking::Percent => 40,
    };
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
    if seen.floor == Floor::Soft {
        custom["axisSoftMin"] = json!(0);
    }
    // Of two axes, lines are for the left one.
    if !panel.targets().iter().any(|target| target.right_axis) {
        for (end, at) in lines_in_sight(panel) {
            custom[end] = at;
        }
    }
    custom
}

/// The ends of an axis that reaches to the nearest line, however far the values are from it: how far that is says the picture.
pub(super) fn lines_in_sight(panel: &Panel) -> Vec<(&'static str, Value)> {
    let shown = |at: Number| at.times(panel.factor).map(|at| to_value(&JsonNumber(at)));
    let of_side =
        |below: bool| panel.lines.iter().filter(move |line| line.bad_below == below).map(|line| line.at);
    let top = of_side(false).min().and_then(shown).filter(|_| panel.max.is_none());
    let bottom = of_side(true).max().and_then(shown).filter(|_| panel.min.is_none());
    let ends = [("axisSoftMax", top), ("axisSoftMin", bottom)];
    ends.into_iter().filter_map(|(end, at)| Some((end, at?))).collect()
}
