//! Colors by value: the steps of a panel and its lines in one scale, as Grafana has only one.

use gaugewright_spec::model::Panel;
use gaugewright_spec::number::Number;

use super::model::{JsonNumber, Threshold, Thresholds};

/// No color: Grafana draws the line above a bad region in the color of that region, if this one follows it.
pub(super) const TRANSPARENT: &str = "transparent";

/// The scale of a panel. `neutral` holds where neither a step nor a line says anything, and every value is
/// multiplied by `factor`.
pub(super) fn scale(panel: &Panel, neutral: &'static str, factor: Number) -> Thresholds {
    let steps = panel.steps.iter().filter_map(|step| step.from);
    let mut bounds: Vec<Number> = steps.chain(panel.lines.iter().map(|line| line.at)).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let first = Threshold { color: color_from(panel, None).unwrap_or(neutral), value: None };
    let above = bounds.into_iter().map(|bound| Threshold {
        color: color_from(panel, Some(bound)).unwrap_or(neutral),
        value: Some(JsonNumber(bound.times(factor).unwrap_or(bound))),
    });
    Thresholds { mode: "absolute", steps: std::iter::once(first).chain(above).collect() }
}

/// The color of the values from `start` up to the next bound. Lines win over steps: they mark what is bad.
fn color_from(panel: &Panel, start: Option<Number>) -> Option<&'static str> {
    // Nothing stands before every number, as the region without a lower end does.
    let over = panel.lines.iter().filter(|line| !line.bad_below && Some(line.at) <= start);
    let under = panel.lines.iter().filter(|line| line.bad_below && Some(line.at) > start);
    let line = over.max_by_key(|line| line.at).or_else(|| under.min_by_key(|line| line.at));
    let step = || panel.steps.iter().filter(|step| step.from <= start).max_by_key(|step| step.from);
    line.map(|line| line.color)
        .or_else(|| step().map(|step| step.color))
        .map(gaugewright_spec::model::Color::name)
}
