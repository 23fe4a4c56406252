//! The queries of a panel, in the unit of the panel.

use gaugewright_spec::model::{self, Calculation, Panel, PanelKind, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::print;
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::unit::{Nature, Unit};

use crate::grafana::model::{Datasource, Format, Target};
use crate::grafana::query;

pub(super) fn targets(panel: &Panel, format: Format, spec: &Spec) -> Vec<Target> {
    let instant = panel.kind.is_instant() && panel.calculation == Calculation::Last;
    let build = |(index, target): (usize, &model::Target)| Target {
        datasource: Datasource::CHOSEN,
        editor_mode: "code",
        exemplar: false,
        expr: print(&query::scaled(query::scoped(target.panel_expr()), conversion(target, panel))),
        format,
        instant,
        interval: spec.service.scrape.interval.to_string(),
        legend_format: legend(target.legend.as_ref(), panel.kind),
        range: !instant,
        ref_id: ref_id(index),
    };
    panel.targets().iter().enumerate().map(build).collect()
}

/// Whether the values of a query stand on the panel's own axis, once converted into its unit.
pub(super) fn shares_axis(target: &model::Target, panel: &Panel) -> bool {
    match (&target.unit, &panel.unit) {
        (Some(own), Some(shown)) => !target.right_axis && own.is_comparable(shown),
        _ => false,
    }
}

/// By what the values of a query are multiplied: a panel in hours over a query in seconds shows hours, and its
/// colors and lines are in hours too.
fn conversion(target: &model::Target, panel: &Panel) -> Number {
    let scale = match (&target.unit, &panel.unit) {
        // A heatmap counts: only its axis has a unit.
        _ if panel.kind == PanelKind::Heatmap => None,
        (Some(own), Some(shown)) if shares_axis(target, panel) => own.scale().over(shown.scale()),
        _ => None,
    };
    let factor = factor(target.unit.as_ref());
    scale.and_then(|scale| scale.times(factor)).unwrap_or(factor)
}

/// Grafana counts points in time in milliseconds.
pub(super) fn factor(unit: Option<&Unit>) -> Number {
    let timestamp = unit.is_some_and(|unit| unit.nature() == Nature::Timestamp);
    if timestamp { Number::integer(1000) } else { Number::ONE }
}

/// `A` to `Z`, then `A1` and so on.
pub(super) fn ref_id(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}

fn legend(template: Option<&Template>, kind: PanelKind) -> String {
    let Some(template) = template else {
        // The rows of a heatmap are named by their bounds; only newer versions guess that.
        return if kind == PanelKind::Heatmap { "{{le}}" } else { "__auto" }.into();
    };
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Label(name) => format!("{{{{{}}}}}", name.value),
        // The spec's check refuses them here.
        Part::Value(_) | Part::Threshold(_) => String::new(),
    };
    template.parts.iter().map(part).collect()
}
