//! Queries that give one of a few values: those for which a panel has a text each.

use gaugewright_spec::model::{Panel, PanelKind, SeriesMatch, Step, Target, ValueMapping, Values};
use gaugewright_spec::number::Number;

/// The values that there are.
pub(super) struct States {
    /// The usual one first; none if values are not such.
    pub(super) values: Vec<f64>,
    /// Whether one is known to be usual.
    pub(super) has_usual: bool,
}

/// The values of a query of a panel, of those that are possible.
pub(super) fn of(query: (usize, &Target), panel: &Panel, (low, high): (f64, f64)) -> States {
    let mappings = mappings(query.0, panel);
    // Parts of a scale are states where nothing but states is shown, or beside some.
    let ones = mappings.iter().filter(|mapping| matches!(mapping.values, Values::One(_))).count();
    let has_states = ones > 1 || matches!(panel.kind, PanelKind::StateTimeline | PanelKind::StatusHistory);
    let mut good = None;
    let mut values: Vec<f64> = Vec::new();
    for mapping in mappings {
        let Some(value) = value(mapping, panel, has_states).filter(|value| (low..=high).contains(value))
        else {
            continue;
        };
        if values.iter().any(|other| other.total_cmp(&value).is_eq()) {
            continue;
        }
        if good.is_none() && is_good(value, mapping, panel) {
            good = Some(values.len());
        }
        values.push(value);
    }
    // One text alone is for an exception.
    if values.len() < 2 {
        values.clear();
    } else if let Some(at) = good {
        values[..=at].rotate_right(1);
    }
    States { has_usual: good.is_some(), values }
}

/// What is said of one query alone goes before what is said of all.
fn mappings(index: usize, panel: &Panel) -> &[ValueMapping] {
    let own = panel.settings.overrides.iter().rev();
    let mut own =
        own.filter(|own| own.series == SeriesMatch::Query(index)).map(|own| own.mappings.as_slice());
    own.find(|mappings| !mappings.is_empty()).unwrap_or(&panel.mappings)
}

/// A value that has the text, in the numbers that the panel shows.
fn value(mapping: &ValueMapping, panel: &Panel, has_states: bool) -> Option<f64> {
    let shown = |number: Number| number.times(panel.factor).unwrap_or(number).to_f64();
    let value = match mapping.values {
        Values::One(number) => shown(number),
        Values::Range(from, to) if has_states => match (from.map(shown), to.map(shown)) {
            // A whole number where there is one.
            (Some(from), Some(to)) if from.ceil() <= to => from.ceil(),
            (Some(from), Some(to)) => f64::midpoint(from, to),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => return None,
        },
        _ => return None,
    };
    Some(value)
}

/// Whether a value is green, by its text or by the steps of the panel.
fn is_good(value: f64, mapping: &ValueMapping, panel: &Panel) -> bool {
    let is_green = |name: &str| name.contains("green");
    if let Some(color) = &mapping.color {
        return is_green(&color.name());
    }
    let starts =
        |step: &Step| step.from.is_none_or(|from| from.times(panel.factor).unwrap_or(from).to_f64() <= value);
    panel.steps.iter().rfind(|step| starts(step)).is_some_and(|step| is_green(&step.color.name()))
}
