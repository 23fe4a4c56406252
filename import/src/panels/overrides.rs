//! What differs for some series, with the keys of a spec. A setting that has no key stands in `raw`, by its path.

use gaugewright_spec::model::{
    Align, AxisPlacement, Draw, FieldType, Interpolation, LineStyle, Points, Stacking,
};
use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::{canonical, fields};
use crate::tree::{
    Made, Text, as_number, get, is_true, items, list, listed, made, object, path, said, text, word,
};

/// A matcher that a spec does not have.
pub(super) struct Unknown;

/// The overrides of a panel in today's form, if there are some.
pub(super) fn told(source: &Source, panel: &Node) -> Result<Option<Node>, Unknown> {
    let Some(overrides) = path(panel, &["fieldConfig", "overrides"]) else { return Ok(None) };
    let mut told = Vec::new();
    let kind = super::key(panel).unwrap_or_default();
    for one in items(overrides) {
        let series = get(one, "matcher").and_then(|matcher| series(source, panel, matcher)).ok_or(Unknown)?;
        let mut keys = Made::new(one.span);
        let mut raw = Made::new(one.span);
        keys.put("match", series);
        for property in list(one, "properties") {
            let (Some(id), Some(value)) = (word(property, "id"), get(property, "value")) else {
                return Err(Unknown);
            };
            match key(source, id, value).filter(|(key, _)| fits(kind, key)) {
                Some((key, node)) => keys.put(key, node),
                None => raw.put(id, value.clone()),
            }
        }
        keys.put_map("raw", raw);
        told.push(keys.node());
    }
    Ok((!told.is_empty()).then(|| listed(overrides.span, told)))
}

/// The names in overrides of a panel, if it is certain from its legends what its series are called: nothing renames them, and no variable is a
/// part of a name.
pub(crate) fn names(source: &Source, panel: &Node) -> Vec<Text> {
    let overrides = path(panel, &["fieldConfig", "overrides"]).map_or(&[][..], items);
    let is_shown = ["piechart", "stat", "timeseries"].contains(&word(panel, "type").unwrap_or_default());
    let has_other = get(panel, "libraryPanel").is_some() || !list(panel, "transformations").is_empty();
    let of_all =
        path(panel, &["fieldConfig", "defaults"]).is_some_and(|all| word(all, "displayName").is_some());
    let mut properties = overrides.iter().flat_map(|one| list(one, "properties"));
    let renames = properties.any(|property| word(property, "id") == Some("displayName"));
    if !is_shown || has_other || of_all || renames || !list(panel, "targets").iter().all(has_legend) {
        return Vec::new();
    }
    let matchers = overrides.iter().filter_map(|one| get(one, "matcher"));
    let by_name = matchers.filter(|matcher| word(matcher, "id") == Some("byName"));
    let names = by_name.filter_map(|matcher| text(source, get(matcher, "options")?));
    names
        .filter(|name| !is_of_field(&name.value) && !name.value.starts_with('/') && !is_variable(&name.value))
        .collect()
}

/// Whether the legend of a query says what its series are called.
fn has_legend(target: &Node) -> bool {
    let legend = word(target, "legendFormat").unwrap_or_default();
    let is_of_series = word(target, "format").is_none_or(|format| format == "time_series");
    let is_alone = !is_true(target, "hide") && !is_true(target, "exemplar");
    is_of_series && is_alone && !legend.is_empty() && legend != "__auto" && !is_variable(legend)
}

/// Whether Grafana calls fields so, whatever they hold.
fn is_of_field(name: &str) -> bool {
    name == "Time" || name.starts_with("Value")
}

fn is_variable(text: &str) -> bool {
    text.contains('$') || text.contains("[[")
}

/// Whether a type of panel has a key.
fn fits(kind: &str, key: &str) -> bool {
    match key {
        "draw" | "line_width" | "line_style" | "fill" | "points" | "interpolation" | "stack" | "axis" => {
            kind == "timeseries"
        }
        "align" | "width" => kind == "table",
        "hide" => kind != "table",
        _ => true,
    }
}

/// Which series are meant.
fn series(source: &Source, panel: &Node, matcher: &Node) -> Option<Node> {
    let options = get(matcher, "options")?;
    let Some(name) = text(source, options) else { return Some(as_it_is(matcher)) };
    match word(matcher, "id")? {
        // Between slashes it would be an expression.
        "byName" if !name.value.starts_with('/') => Some(said(name)),
        "byRegexp" => Some(said(name)),
        "byFrameRefID" => {
            // In today's form the place of a query says which it is.
            let at = (0..list(panel, "targets").len())
                .find(|at| gaugewright_spec::model::ref_id(*at) == name.value)?;
            let letter = super::letters(panel)?.into_iter().nth(at)?;
            Some(object(name.span, [("query", made(name.span, &letter))]))
        }
        "byType" => {
            let (own, _) = FieldType::ALL.iter().find(|(_, of)| of.id() == name.value)?;
            Some(object(name.span, [("type", made(name.span, own))]))
        }
        _ => Some(as_it_is(matcher)),
    }
}

/// A matcher that only Grafana has.
fn as_it_is(matcher: &Node) -> Node {
    object(matcher.span, [("raw", matcher.clone())])
}

/// The key of a setting and its value, if a spec has one that says just that.
fn key(source: &Source, id: &str, value: &Node) -> Option<(&'static str, Node)> {
    let span = value.span;
    let says = text(source, value).map(|text| text.value).unwrap_or_default();
    let one_of = |word: Option<&'static str>| word.map(|word| made(span, word));
    let whole =
        |most: f64| as_number(value).filter(|size| size.fract() == 0.0 && (0.0..=most).contains(size));
    let number = |most: f64| whole(most).map(|size| crate::tree::number(span, size));
    let (key, node) = match id {
        "unit" => ("unit", Some(made(span, &["grafana:", &says].concat()))),
        "displayName" => ("name", (!says.is_empty()).then(|| value.clone())),
        "color" => ("color", fixed_color(value)),
        "custom.drawStyle" => ("draw", one_of(word_of(&Draw::ALL, Draw::id, &says))),
        "custom.lineWidth" => ("line_width", number(10.0)),
        "custom.fillOpacity" => ("fill", number(100.0)),
        "custom.showPoints" => ("points", one_of(word_of(&Points::ALL, Points::id, &says))),
        "custom.lineInterpolation" => {
            ("interpolation", one_of(word_of(&Interpolation::ALL, Interpolation::id, &says)))
        }
        "custom.axisPlacement" => ("axis", one_of(word_of(&AxisPlacement::ALL, AxisPlacement::id, &says))),
        "custom.align" => ("align", one_of(word_of(&Align::ALL, Align::id, &says))),
        "custom.lineStyle" => ("line_style", line_style(value)),
        "custom.stacking" => ("stack", stacking(value)),
        "custom.hideFrom" => ("hide", hidden(value)),
        "custom.width" => ("width", number(10_000.0)),
        "decimals" => ("decimals", number(15.0)),
        "min" | "max" => (if id == "min" { "min" } else { "max" }, as_number(value).map(|_| value.clone())),
        "noValue" => ("no_value", (!says.is_empty()).then(|| value.clone())),
        "mappings" => ("mappings", fields::mappings(source, value)),
        "links" => ("data_links", fields::links(source, value)),
        "thresholds" if word(value, "mode") == Some("absolute") => ("steps", fields::steps(value)),
        _ => return None,
    };
    node.map(|node| (key, node))
}

/// The word of a spec for one of Grafana's.
pub(super) fn word_of<T: Copy>(
    all: &[(&'static str, T)],
    id: fn(T) -> &'static str,
    theirs: &str,
) -> Option<&'static str> {
    all.iter().find(|(_, choice)| id(*choice) == theirs).map(|(word, _)| *word)
}

fn fixed_color(value: &Node) -> Option<Node> {
    let is_fixed = word(value, "mode") == Some("fixed") && crate::tree::entries(value).len() == 2;
    let color = get(value, "fixedColor").filter(|_| is_fixed)?;
    let Value::Text(name) = &color.value else { return None };
    gaugewright_spec::model::Color::parse(name).map(|_| color.clone())
}

/// Only dashes and dots as a spec draws them.
fn line_style(value: &Node) -> Option<Node> {
    let lengths = get(value, "dash").map(canonical);
    let (own, _) = LineStyle::ALL.iter().find(|(_, style)| Some(style.id()) == word(value, "fill"))?;
    let is_usual = matches!(
        (*own, lengths.as_deref()),
        ("solid", None) | ("dash", Some("[10,10]")) | ("dots", Some("[0,10]"))
    );
    is_usual.then(|| made(value.span, own))
}

fn stacking(value: &Node) -> Option<Node> {
    let is_usual = get(value, "group").map(canonical).is_some_and(|group| group == "\"A\"");
    let mode = word(value, "mode").filter(|_| is_usual)?;
    word_of(&Stacking::ALL, Stacking::id, mode).map(|word| made(value.span, word))
}

fn hidden(value: &Node) -> Option<Node> {
    let places = [("viz", "graph"), ("legend", "legend"), ("tooltip", "tooltip")];
    let chosen = places.iter().filter(|(theirs, _)| crate::tree::is_true(value, theirs));
    let chosen: Vec<Node> = chosen.map(|(_, own)| made(value.span, own)).collect();
    (!chosen.is_empty()).then(|| listed(value.span, chosen))
}
