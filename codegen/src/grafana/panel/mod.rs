//! The types of panels. Each has one file with all its facts; a new type is a new file and a row in [`facts`].

mod bargauge;
mod gauge;
mod heatmap;
mod piechart;
mod stat;
mod table;
mod text;
mod timeseries;

use gaugewright_spec::model::{self, Panel, PanelKind, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::print;
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::unit::{Nature, Unit};
use serde_json::{Value, json};

use super::floor::{self, Floor};
use super::layout::Cell;
use super::model::{
    ColorMode, Datasource, Defaults, FieldConfig, Format, GridPos, JsonNumber, Matcher, Override, Property,
    Reduce, Target, Transformation, to_value,
};
use super::{header, query, threshold, unit};

/// All facts of a type of panel.
struct Facts {
    /// Its usual height in grid units.
    height: u32,
    /// The least of 24 columns at which it can still be read.
    least_width: u32,
    /// Where its colors come from.
    color: &'static str,
    /// The color of values that no step names.
    neutral: &'static str,
    /// The shape in which it wants answers.
    format: Format,
    /// Its options.
    options: fn(&Panel) -> Value,
    /// Its field settings beside the common ones.
    custom: fn(&Panel, Floor) -> Value,
    /// What happens to answers before they are drawn.
    transformations: fn() -> Vec<Transformation>,
}

fn facts(kind: PanelKind) -> &'static Facts {
    match kind {
        PanelKind::Timeseries => &timeseries::FACTS,
        PanelKind::Stat => &stat::FACTS,
        PanelKind::Gauge => &gauge::FACTS,
        PanelKind::Piechart => &piechart::FACTS,
        PanelKind::Bargauge => &bargauge::FACTS,
        PanelKind::Table => &table::FACTS,
        PanelKind::Heatmap => &heatmap::FACTS,
        PanelKind::Text => &text::FACTS,
    }
}

/// What the grid needs to know of a panel.
pub(super) fn cell(panel: &Panel) -> Cell {
    let facts = facts(panel.kind);
    Cell {
        width: panel.width,
        height: panel.height,
        least_width: facts.least_width,
        usual_height: facts.height,
    }
}

/// Builds a panel at a place.
pub(super) fn build(panel: &Panel, id: u32, grid_pos: GridPos, spec: &Spec) -> super::model::Panel {
    let facts = facts(panel.kind);
    let is_text = panel.kind == PanelKind::Text;
    super::model::Panel {
        datasource: (!is_text).then_some(Datasource::CHOSEN),
        description: panel.description.clone(),
        field_config: if is_text { plain_fields() } else { fields(panel, facts, spec) },
        grid_pos,
        id,
        links: header::panel_links(panel),
        options: (facts.options)(panel),
        targets: targets(panel, facts, spec),
        title: panel.title.clone(),
        transformations: (facts.transformations)(),
        kind: panel.kind.name(),
    }
}

fn plain_fields() -> FieldConfig {
    FieldConfig { defaults: Defaults::default(), overrides: Vec::new() }
}

fn fields(panel: &Panel, facts: &Facts, spec: &Spec) -> FieldConfig {
    let shown = unit::shown(panel.unit.as_ref());
    let factor = factor(panel.unit.as_ref());
    let floor =
        panel.targets().iter().map(|target| floor::of(&target.expr, spec)).min().unwrap_or(Floor::Open);
    let scaled = |number: Option<Number>| number.and_then(|number| number.times(factor)).map(JsonNumber);
    let mut custom = (facts.custom)(panel, floor);
    if let (Some(label), Some(custom)) = (&shown.label, custom.as_object_mut())
        && custom.contains_key("axisLabel")
    {
        custom.insert("axisLabel".into(), label.as_str().into());
    }
    let zero = (floor == Floor::Zero && panel.kind == PanelKind::Timeseries).then_some(Number::ZERO);
    let defaults = Defaults {
        color: Some(ColorMode { mode: facts.color }),
        custom,
        decimals: panel.decimals,
        mappings: Some(Vec::new()),
        max: scaled(panel.max),
        min: scaled(panel.min.or(zero)),
        no_value: None,
        thresholds: Some(threshold::scale(panel, facts.neutral, factor)),
        unit: Some(panel.unit_id.clone().unwrap_or(shown.id)),
    };
    FieldConfig { defaults, overrides: overrides(panel) }
}

/// Queries whose unit or axis differs from the panel's.
fn overrides(panel: &Panel) -> Vec<Override> {
    let differing = panel.targets().iter().enumerate().filter_map(|(index, target)| {
        let mut properties = Vec::new();
        if target.unit != panel.unit
            && target.unit.is_some()
            && (target.right_axis || panel.unit_id.is_none())
        {
            let shown = unit::shown(target.unit.as_ref());
            if shown.id != unit::shown(panel.unit.as_ref()).id {
                properties.push(Property { id: "unit", value: shown.id.into() });
            }
            if let (Some(label), true) = (shown.label, target.right_axis) {
                properties.push(Property { id: "custom.axisLabel", value: label.into() });
            }
        }
        if target.right_axis {
            properties.push(Property { id: "custom.axisPlacement", value: "right".into() });
        }
        let matcher = Matcher { id: "byFrameRefID", options: ref_id(index) };
        (!properties.is_empty()).then_some(Override { matcher, properties })
    });
    differing.collect()
}

fn targets(panel: &Panel, facts: &Facts, spec: &Spec) -> Vec<Target> {
    let instant = panel.kind.is_instant() && panel.calculation == model::Calculation::Last;
    let build = |(index, target): (usize, &model::Target)| {
        let scoped = query::scoped(&target.expr);
        let expr = if is_timestamp(target.unit.as_ref()) { query::multiplied(scoped, 1000) } else { scoped };
        Target {
            datasource: Datasource::CHOSEN,
            editor_mode: "code",
            exemplar: false,
            expr: print(&expr),
            format: facts.format,
            instant,
            interval: spec.service.scrape.interval.to_string(),
            legend_format: legend(target.legend.as_ref()),
            range: !instant,
            ref_id: ref_id(index),
        }
    };
    panel.targets().iter().enumerate().map(build).collect()
}

fn is_timestamp(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| unit.nature() == Nature::Timestamp)
}

/// Grafana counts points in time in milliseconds.
fn factor(unit: Option<&Unit>) -> Number {
    if is_timestamp(unit) { Number::integer(1000) } else { Number::ONE }
}

/// `A` to `Z`, then `A1` and so on.
fn ref_id(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}

fn legend(template: Option<&Template>) -> String {
    let Some(template) = template else {
        return "__auto".into();
    };
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Label(name) => format!("{{{{{}}}}}", name.value),
        // A legend names a series; what it is worth stands in the panel.
        Part::Value | Part::Threshold => String::new(),
    };
    template.parts.iter().map(part).collect()
}

/// How a series becomes one number.
fn reduce(panel: &Panel) -> Value {
    let calculation = match panel.calculation {
        model::Calculation::Last => "lastNotNull",
        model::Calculation::Mean => "mean",
        model::Calculation::Max => "max",
        model::Calculation::Min => "min",
        model::Calculation::Sum => "sum",
    };
    to_value(&Reduce { calcs: vec![calculation], fields: "", values: false })
}

fn no_custom(_: &Panel, _: Floor) -> Value {
    json!({})
}
