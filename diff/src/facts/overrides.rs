//! What differs for some series of a panel.

use gaugewright_spec::model::{FieldType, HiddenFrom, Override, SeriesMatch};

use super::said::{list, step_colors, step_values, value, word};
use crate::item::Item;
use crate::table::drawn as row;

pub(super) fn put(item: &mut Item, overrides: &[Override]) {
    for one in overrides {
        let series = series(&one.series);
        let meaning = meaning(one);
        if !meaning.is_empty() {
            // Texts for values are too long to be shown.
            let key = format!("{} {:?}", list(&meaning), one.mappings);
            item.each_as(&row::PANEL_OVERRIDE, &series, key, list(meaning));
        }
        let look = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            one.name,
            one.color,
            one.style,
            one.line_style,
            one.decimals,
            one.no_value,
            one.data_links,
            one.align,
            one.width,
            step_colors(&one.steps)
        );
        item.unshown_of(&row::PANEL_SERIES_STYLE, &series, look);
    }
}

fn series(series: &SeriesMatch) -> String {
    match series {
        SeriesMatch::Name(name) => name.clone(),
        SeriesMatch::Regex(regex) => regex.clone(),
        SeriesMatch::Query(place) => format!("query {}", gaugewright_spec::model::ref_id(*place)),
        SeriesMatch::Raw(id, options) => format!("{id} {}", value(options)),
        SeriesMatch::Type(of) => format!("type {}", word(&FieldType::ALL, of)),
    }
}

/// What changes how its values are read.
fn meaning(one: &Override) -> Vec<String> {
    let unit = one.unit.as_ref().map(|shown| {
        let unit = shown.unit.as_ref().map(ToString::to_string);
        format!("unit {}", shown.id.clone().or(unit).unwrap_or_default())
    });
    let axis = one.axis.map(|axis| format!("axis {}", axis.id()));
    let ends = super::said::range(one.min, one.max).map(|ends| format!("range {ends}"));
    let hidden: Vec<&str> = one.hide.iter().map(|from| word(&HiddenFrom::ALL, from)).collect();
    let hidden = (!hidden.is_empty()).then(|| format!("hidden from {}", hidden.join(" and ")));
    let steps = (!one.steps.is_empty()).then(|| format!("limits of colors {}", step_values(&one.steps)));
    let mappings = (!one.mappings.is_empty()).then(|| "texts for values".to_owned());
    let raw = one.raw.iter().map(|(path, said)| format!("{path} {}", value(said)));
    [unit, axis, ends, hidden, steps, mappings].into_iter().flatten().chain(raw).collect()
}
