//! Colors by value: the steps of a panel and its lines in one scale, as Grafana has only one.

use gaugewright_spec::model::{Color, Panel, Step, StepsMode};
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
    let color = |from| color_from(panel, from).map_or(neutral.into(), Color::name);
    // Percentages are the same in every scale.
    let (mode, factor) = match panel.settings.steps_mode {
        StepsMode::Absolute => ("absolute", factor),
        StepsMode::Percentage => ("percentage", Number::ONE),
    };
    let first = Threshold { color: color(None), value: None };
    let above = bounds.into_iter().map(|bound| Threshold {
        color: color(Some(bound)),
        value: Some(JsonNumber(bound.times(factor).unwrap_or(bound))),
    });
    Thresholds { mode, steps: std::iter::once(first).chain(above).collect() }
}

/// The scale of some steps alone.
pub(super) fn of_steps(steps: &[Step], factor: Number) -> Thresholds {
    let steps = steps.iter().map(|step| Threshold {
        color: step.color.name(),
        value: step.from.map(|from| JsonNumber(from.times(factor).unwrap_or(from))),
    });
    Thresholds { mode: "absolute", steps: steps.collect() }
}

/// The color of the values from `start` up to the next bound. Lines win over steps: they mark what is bad.
fn color_from(panel: &Panel, start: Option<Number>) -> Option<Color> {
    // Nothing stands before every number, as the region without a lower end does.
    let over = panel.lines.iter().filter(|line| !line.bad_below && Some(line.at) <= start);
    let under = panel.lines.iter().filter(|line| line.bad_below && Some(line.at) > start);
    let line = over.max_by_key(|line| line.at).or_else(|| under.min_by_key(|line| line.at));
    let step = || panel.steps.iter().filter(|step| step.from <= start).max_by_key(|step| step.from);
    line.map(|line| line.color).or_else(|| step().map(|step| step.color))
}
