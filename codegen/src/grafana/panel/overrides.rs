//! What differs for some series of a panel: what follows from its queries, and behind that what its author says.

use std::borrow::Cow;

use gaugewright_spec::model::{
    self, Align, AxisPlacement, Draw, HiddenFrom, Interpolation, LineStyle, Panel, PanelKind, Points,
    SeriesMatch, Target,
};
use gaugewright_spec::number::Number;
use gaugewright_spec::unit::Unit;
use serde_json::{Value, json};

use super::{Around, stacking, table, timeseries, value_mappings};
use crate::grafana::model::{JsonNumber, Matcher, Override, Property, to_value};
use crate::grafana::raw::json as json_of;
use crate::grafana::{drill, header, series, threshold, unit};

pub(super) fn of(panel: &Panel, around: &Around<'_>) -> Vec<Override> {
    let of_labels = if around.floors.is_some() {
        let links = drill::columns(panel, around.dashboard, around.spec);
        series::colors(panel).into_iter().chain(links).collect()
    } else {
        Vec::new()
    };
    let own = panel
        .settings
        .overrides
        .iter()
        .map(|own| Override { matcher: chosen(&own.series, panel), properties: properties(own) });
    of_labels.into_iter().chain(derived(panel)).chain(own).collect()
}

/// What follows from the queries: their unit, their axis.
fn derived(panel: &Panel) -> Vec<Override> {
    if panel.kind == PanelKind::Heatmap {
        return Vec::new();
    }
    let drawn = panel.targets().iter().enumerate().filter(|(_, target)| !target.hidden);
    let differing = drawn.filter_map(|(index, target)| {
        let properties = of_target(target, panel);
        (!properties.is_empty()).then(|| Override { matcher: of_query(index, panel), properties })
    });
    differing.collect()
}

fn property(id: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Property {
    Property { id: id.into(), value: value.into() }
}

fn of_target(target: &Target, panel: &Panel) -> Vec<Property> {
    let mut properties = Vec::new();
    // Where the author says how the panel shows its values, that holds for all that have no axis of their own.
    let is_apart = target.unit.is_some()
        && !are_alike(target.unit.as_ref(), panel.shown.as_ref())
        && (target.right_axis || panel.unit_id.is_none());
    if is_apart {
        let (own, shown) = (unit::shown(target.unit.as_ref()), unit::shown(panel.shown.as_ref()));
        if own.id != shown.id {
            properties.push(property("unit", own.id));
        }
        if let (Some(label), true) = (own.label, target.right_axis) {
            properties.push(property("custom.axisLabel", label));
        }
    }
    if target.right_axis {
        properties.push(property("custom.axisPlacement", "right"));
    }
    let has_two_axes = panel.targets().iter().any(|target| target.right_axis);
    if target.right_axis && !panel.lines.is_empty() {
        // Lines are for the other axis.
        properties.push(property("custom.thresholdsStyle", json!({ "mode": "off" })));
    } else if has_two_axes && panel.kind == PanelKind::Timeseries {
        let ends = timeseries::lines_in_sight(panel).into_iter();
        properties.extend(ends.map(|(end, at)| property(["custom.", end].concat(), at)));
    }
    properties
}

/// Whether values of both can be shown in the same way.
fn are_alike(own: Option<&Unit>, shown: Option<&Unit>) -> bool {
    own.zip(shown).is_some_and(|(own, shown)| own.is_comparable(shown) && own.scale() == shown.scale())
}

fn of_query(index: usize, panel: &Panel) -> Matcher {
    if panel.kind == PanelKind::Table && panel.settings.transformations.is_none() {
        // Merged into one table, columns no longer know their query.
        return Matcher { id: "byName".into(), options: table::shown_column(index, panel).into() };
    }
    Matcher { id: "byFrameRefID".into(), options: panel.letter(index).into() }
}

fn chosen(series: &SeriesMatch, panel: &Panel) -> Matcher {
    match series {
        SeriesMatch::Name(name) => Matcher { id: "byName".into(), options: name.clone().into() },
        SeriesMatch::Regex(pattern) => Matcher { id: "byRegexp".into(), options: pattern.clone().into() },
        SeriesMatch::Query(index) => of_query(*index, panel),
        SeriesMatch::Raw(id, options) => Matcher { id: id.clone().into(), options: json_of(options) },
        SeriesMatch::Type(of) => Matcher { id: "byType".into(), options: of.id().into() },
    }
}

/// What the author says of some series.
fn properties(own: &model::Override) -> Vec<Property> {
    let mut all = Vec::new();
    let mut add = |id: &'static str, value: Option<Value>| all.extend(value.map(|value| property(id, value)));
    let scaled = |number: Number| to_value(&JsonNumber(number.times(own.factor).unwrap_or(number)));
    let shown = own.unit.as_ref().map(|shown| (shown.id.clone(), unit::shown(shown.unit.as_ref())));
    let style = &own.style;
    add("displayName", own.name.clone().map(Value::from));
    if let Some((id, shown)) = shown {
        let label = shown.label.filter(|_| id.is_none() && own.axis.is_some());
        add("unit", Some(id.unwrap_or(shown.id).into()));
        add("custom.axisLabel", label.map(Value::from));
    }
    add("color", own.color.map(|color| json!({ "mode": "fixed", "fixedColor": color.name() })));
    add("custom.drawStyle", style.draw.map(|draw| Draw::id(draw).into()));
    add("custom.lineWidth", style.line_width.map(Value::from));
    add("custom.lineStyle", own.line_style.map(line_style));
    add("custom.fillOpacity", style.fill.map(Value::from));
    add("custom.showPoints", style.points.map(|points| Points::id(points).into()));
    add("custom.lineInterpolation", style.interpolation.map(|way| Interpolation::id(way).into()));
    add("custom.stacking", style.stacking.map(stacking));
    add("custom.axisPlacement", own.axis.map(|axis| AxisPlacement::id(axis).into()));
    // Grafana before 13 has a key of its own for columns.
    add("custom.hidden", own.hide.contains(&HiddenFrom::Column).then_some(Value::Bool(true)));
    add("custom.hideFrom", hidden(&own.hide));
    add("min", own.min.map(scaled));
    add("max", own.max.map(scaled));
    add("decimals", own.decimals.map(Value::from));
    add("noValue", own.no_value.clone().map(Value::from));
    let has_steps = !own.steps.is_empty();
    add("thresholds", has_steps.then(|| to_value(&threshold::of_steps(&own.steps, own.factor))));
    let mappings = value_mappings::of(&own.mappings, own.factor);
    add("mappings", (!mappings.is_empty()).then(|| to_value(&mappings)));
    let links = header::data_links(&own.data_links);
    add("links", (!links.is_empty()).then(|| to_value(&links)));
    add("custom.align", own.align.map(|align| Align::id(align).into()));
    add("custom.width", own.width.map(Value::from));
    all.extend(own.raw.iter().map(|(path, value)| property(path.clone(), json_of(value))));
    all
}

fn line_style(style: LineStyle) -> Value {
    match style {
        LineStyle::Solid => json!({ "fill": style.id() }),
        LineStyle::Dash => json!({ "fill": style.id(), "dash": [10, 10] }),
        LineStyle::Dots => json!({ "fill": style.id(), "dash": [0, 10] }),
    }
}

fn hidden(places: &[HiddenFrom]) -> Option<Value> {
    let has = |place| places.contains(&place);
    let viz = has(HiddenFrom::Graph) || has(HiddenFrom::Column);
    let (legend, tooltip) = (has(HiddenFrom::Legend), has(HiddenFrom::Tooltip));
    (legend || tooltip || viz).then(|| json!({ "legend": legend, "tooltip": tooltip, "viz": viz }))
}
