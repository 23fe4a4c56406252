//! The types of panels. Each has one file with all its facts; a new type is a new file and a row in [`facts`].

mod barchart;
mod bargauge;
mod gauge;
mod heatmap;
mod histogram;
mod overrides;
mod piechart;
mod raw;
mod stat;
mod state_timeline;
mod status_history;
mod table;
mod target;
mod text;
mod timeseries;
mod value_mappings;

use gaugewright_spec::model::{
    Calculation, Dashboard, Direction, Legend as LegendStyle, LegendPlacement, Panel, PanelKind, Spec,
    Stacking, TooltipMode,
};
use gaugewright_spec::number::Number;
use serde_json::{Value, json};

use super::floor::{Floor, Floors};
use super::layout::Cell;
use super::model::{
    ColorMode, Datasource, Defaults, FieldConfig, Format, GridPos, Item, JsonNumber, Legend, LegendMode,
    Reduce, Tooltip, to_value,
};
use super::query::Narrowing;
use super::raw::{json as json_of, merge};
use super::series::Drawn;
use super::{drill, header, series, threshold, unit};
use crate::alert::Alerts;

/// All facts of a type of panel.
struct Facts {
    /// Its usual height in grid units.
    height: u32,
    /// The least of 24 columns at which it can still be read.
    least_width: u32,
    /// Where its colors come from.
    color: fn(&Panel) -> &'static str,
    /// The color of values that no step names.
    neutral: &'static str,
    /// The shape in which it wants answers.
    format: Format,
    /// Its options.
    options: fn(&Panel, Seen) -> Value,
    /// Its field settings beside the common ones.
    custom: fn(&Panel, Seen) -> Value,
    /// What happens to answers before they are drawn.
    transformations: fn(&Panel) -> Vec<Value>,
}

/// What is known of what a panel draws. Where nothing is added to what is written, nothing follows from that.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Where its axis starts.
    floor: Floor,
    /// How many series it draws.
    drawn: Drawn,
    /// How many of 24 columns it has.
    width: u32,
}

impl Seen {
    fn of(panel: &Panel, width: u32, floors: Option<&Floors>) -> Self {
        let Some(floors) = floors else {
            return Self { floor: Floor::Open, drawn: Drawn::default(), width };
        };
        let drawn = panel.targets().iter().filter(|target| !target.hidden);
        let floor = drawn.map(|target| floors.of(target)).min();
        // What must not fall below a line is seen best above it.
        let floor = floor.filter(|_| !panel.lines.iter().any(|line| line.bad_below));
        Self { floor: floor.unwrap_or(Floor::Open), drawn: series::drawn(panel), width }
    }
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
        PanelKind::Barchart => &barchart::FACTS,
        PanelKind::Histogram => &histogram::FACTS,
        PanelKind::StateTimeline => &state_timeline::FACTS,
        PanelKind::StatusHistory => &status_history::FACTS,
        PanelKind::Text => &text::FACTS,
        PanelKind::Raw => &raw::FACTS,
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

/// What a panel stands in.
pub(super) struct Around<'s> {
    pub(super) spec: &'s Spec,
    pub(super) dashboard: &'s Dashboard,
    pub(super) alerts: &'s Alerts<'s>,
    pub(super) choice: &'s Narrowing<'s>,
    /// Where axes start, unless nothing is added to what is written.
    pub(super) floors: Option<&'s Floors>,
    /// Whether its dashboard offers that choice.
    pub(super) has_choice: bool,
}

/// Builds a panel at a place.
pub(super) fn build(panel: &Panel, id: u32, grid_pos: GridPos, around: &Around<'_>) -> Item {
    let raw = &panel.settings.raw;
    if panel.kind == PanelKind::Raw {
        let mut whole = json!({ "id": id, "gridPos": to_value(&grid_pos) });
        merge(&mut whole, raw);
        return Item::Made(whole);
    }
    let made = typed(panel, id, grid_pos, around);
    if raw.is_empty() {
        return Item::Panel(Box::new(made));
    }
    let mut made = to_value(&made);
    merge(&mut made, raw);
    Item::Made(made)
}

fn typed(panel: &Panel, id: u32, grid_pos: GridPos, around: &Around<'_>) -> super::model::Panel {
    let Around { spec, alerts, choice, floors, has_choice, .. } = *around;
    let facts = facts(panel.kind);
    let is_text = panel.kind == PanelKind::Text;
    let seen = Seen::of(panel, grid_pos.w, floors);
    super::model::Panel {
        datasource: (!is_text).then_some(Datasource::CHOSEN),
        description: header::description(panel, alerts, has_choice.then_some(choice)),
        field_config: if is_text { plain_fields() } else { fields(panel, facts, seen, around) },
        grid_pos,
        id,
        links: header::panel_links(panel, spec, alerts),
        max_data_points: panel.settings.max_points,
        max_per_row: panel.repeat.as_ref().and_then(|repeat| repeat.max_per_row),
        options: (facts.options)(panel, seen),
        repeat: panel.repeat.as_ref().map(|repeat| repeat.by.clone()),
        repeat_direction: panel.repeat.as_ref().map(|repeat| match repeat.direction {
            Direction::Horizontal => "h",
            Direction::Vertical => "v",
        }),
        targets: target::targets(panel, facts.format, around),
        title: panel.title.clone(),
        transformations: match &panel.settings.transformations {
            None => (facts.transformations)(panel),
            Some(own) => own.iter().map(json_of).collect(),
        },
        kind: panel.kind.id(),
    }
}

fn plain_fields() -> FieldConfig {
    FieldConfig { defaults: Defaults::default(), overrides: Vec::new() }
}

fn fields(panel: &Panel, facts: &Facts, seen: Seen, around: &Around<'_>) -> FieldConfig {
    let (shown, factor) = (unit::shown(panel.shown.as_ref()), panel.factor);
    let floor = seen.floor;
    let scaled = |number: Option<Number>| number.and_then(|number| number.times(factor)).map(JsonNumber);
    let mut custom = (facts.custom)(panel, seen);
    // Whoever names Grafana's unit has said how values are shown.
    let by_unit = shown.label.as_ref().filter(|_| panel.unit_id.is_none());
    let label = panel.settings.axis_label.as_ref().or(by_unit);
    if let (Some(label), Some(custom)) = (label, custom.as_object_mut())
        && custom.contains_key("axisLabel")
    {
        custom.insert("axisLabel".into(), label.as_str().into());
    }
    let starts_at_zero = match panel.kind {
        PanelKind::Timeseries => floor == Floor::Zero,
        // Without a minimum the smallest value would be an empty bar.
        PanelKind::Gauge | PanelKind::Bargauge => floor >= Floor::Soft,
        _ => false,
    };
    let is_gauge = matches!(panel.kind, PanelKind::Gauge | PanelKind::Bargauge);
    let limit =
        around.floors.filter(|_| is_gauge && panel.max.is_none()).and_then(|floors| limit(panel, floors));
    let zero = starts_at_zero.then_some(Number::ZERO);
    let defaults = Defaults {
        color: Some(ColorMode { mode: (facts.color)(panel) }),
        custom,
        decimals: panel.decimals,
        links: header::data_links(&panel.settings.data_links)
            .into_iter()
            .chain(drill::links(panel, around.dashboard, around.spec))
            .collect(),
        mappings: Some(value_mappings::of(&panel.mappings, factor)),
        max: scaled(panel.max).or(limit.map(JsonNumber)),
        min: scaled(panel.min.or(zero)),
        no_value: panel.settings.no_value.clone(),
        thresholds: Some(threshold::scale(panel, facts.neutral, factor)),
        unit: Some(panel.unit_id.clone().unwrap_or(shown.id)),
    };
    FieldConfig { defaults, overrides: overrides::of(panel, around) }
}

/// Where a dial ends, and bars if that is known: at what the shares that they show cannot be above, which is all of it. Of other values
/// such a bound says little.
fn limit(panel: &Panel, floors: &Floors) -> Option<Number> {
    let unit = panel.shown.as_ref().filter(|unit| unit.is_share())?;
    let drawn = panel.targets().iter().filter(|target| !target.hidden);
    let limits = drawn.map(|target| floors.ceiling(target)?.times(target.factor));
    let known = limits.collect::<Option<Vec<_>>>().and_then(|limits| limits.into_iter().max());
    let whole = || Number::ONE.over(unit.scale()).filter(|_| panel.kind == PanelKind::Gauge);
    known.or_else(whole)
}

/// How a series becomes one number.
fn reduce(panel: &Panel) -> Value {
    to_value(&Reduce { calcs: vec![panel.calculation.id()], fields: "", values: false })
}

/// What the legend of a panel computes: what its author says, or what is usual.
fn calculations(panel: &Panel, usual: &[Calculation]) -> Vec<&'static str> {
    let chosen = panel.settings.style.legend_values.as_deref().unwrap_or(usual);
    chosen.iter().map(|calculation| calculation.id()).collect()
}

/// What is shown under the pointer.
fn tooltip(panel: &Panel, usual: Tooltip) -> Value {
    to_value(&match panel.settings.style.tooltip {
        None => usual,
        Some(TooltipMode::All) => Tooltip::ALL,
        Some(mode) => Tooltip { mode: mode.id(), ..Tooltip::ONE },
    })
}

/// The legend of a panel that has one below its picture.
fn legend(panel: &Panel) -> Value {
    to_value(&Legend {
        calcs: calculations(panel, &[]),
        display_mode: if panel.legend == LegendStyle::Table { LegendMode::Table } else { LegendMode::List },
        placement: panel.settings.style.legend_placement.unwrap_or(LegendPlacement::Bottom).id(),
        show_legend: panel.legend != LegendStyle::Hidden,
    })
}

/// Whether series are stacked.
fn stacking(stacking: Stacking) -> Value {
    json!({ "group": "A", "mode": stacking.id() })
}

/// Each series has a color of its own.
fn by_series(_: &Panel) -> &'static str {
    "palette-classic"
}

/// The color follows from the steps.
fn by_value(_: &Panel) -> &'static str {
    "thresholds"
}

fn no_transformations(_: &Panel) -> Vec<Value> {
    Vec::new()
}

fn no_custom(_: &Panel, _: Seen) -> Value {
    json!({})
}
