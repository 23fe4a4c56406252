//! What differs for some series of a graph of old.

use gaugewright_spec::yaml::{Node, Value};

use super::super::canonical;
use super::{Axes, stacked};
use crate::tree::{
    as_number, entries, flag, get, is_true, items, list, listed, made, number, object, path, said, text_at,
    word,
};

/// How a dashed line is drawn, of which a series may say only a part.
pub(super) fn dashes(series: &Node, graph: &Node) -> Node {
    let of = |key: &str| get(series, key).or_else(|| get(graph, key)).and_then(as_number).unwrap_or(10.0);
    let is_dashed =
        get(series, "dashes").map_or_else(|| is_true(graph, "dashes"), |_| is_true(series, "dashes"));
    let lengths = ["dashLength", "spaceLength"].map(|key| number(series.span, of(key)));
    let fill = made(series.span, if is_dashed { "dash" } else { "solid" });
    object(series.span, [("fill", fill), ("dash", listed(series.span, lengths.into()))])
}

/// What differs for some series: colors by name, and the old overrides.
pub(super) fn overrides(graph: &Node, axes: &Axes<'_>) -> Vec<Node> {
    let colors = get(graph, "aliasColors").map_or(&[][..], entries).iter();
    let colors = colors.filter(|(_, color)| matches!(&color.value, Value::Text(_)));
    let colored = colors.map(|(name, color)| {
        rule(made(name.span, "byName"), said(name.clone()), vec![("color", fixed(color))])
    });
    let own = path(graph, &["fieldConfig", "overrides"]).map_or(&[][..], items).iter().cloned();
    let old = list(graph, "seriesOverrides").iter().filter_map(|series| {
        let alias = text_at(axes.source, series, "alias").filter(|alias| !alias.value.is_empty())?;
        let is_regex = alias.value.len() > 1 && alias.value.starts_with('/') && alias.value.ends_with('/');
        let id = made(alias.span, if is_regex { "byRegexp" } else { "byName" });
        let properties = series_says(series, graph, axes);
        (!properties.is_empty()).then(|| rule(id, said(alias), properties))
    });
    own.chain(colored).chain(old).collect()
}

fn rule(id: Node, options: Node, properties: Vec<(&str, Node)>) -> Node {
    let span = options.span;
    let properties = properties.into_iter().map(|(id, value)| {
        let place = value.span;
        object(place, [("id", made(place, id)), ("value", value)])
    });
    let properties = listed(span, properties.collect());
    object(span, [("matcher", object(span, [("id", id), ("options", options)])), ("properties", properties)])
}

fn fixed(color: &Node) -> Node {
    object(color.span, [("mode", made(color.span, "fixed")), ("fixedColor", color.clone())])
}

/// What an old override says, by today's paths.
fn series_says(series: &Node, graph: &Node, axes: &Axes<'_>) -> Vec<(&'static str, Node)> {
    let mut says: Vec<(&'static str, Node)> = Vec::new();
    let mut hidden: Vec<&str> = Vec::new();
    let is_dashed = ["dashes", "dashLength", "spaceLength"].iter().any(|key| get(series, key).is_some());
    if is_dashed {
        says.push(("custom.lineStyle", dashes(series, graph)));
    }
    for (key, value) in entries(series) {
        let span = value.span;
        let is = matches!(value.value, Value::Bool(true));
        let size = as_number(value);
        match (key.as_str(), size) {
            ("yaxis", Some(2.0)) => {
                let left = axes.says(axes.left);
                let is_same = |(id, value): &(&str, Node)| {
                    left.iter().any(|(known, left)| known == id && canonical(left) == canonical(value))
                };
                says.extend(axes.says(axes.right).into_iter().filter(|own| !is_same(own)));
                let is_hidden = says.iter().any(|(id, _)| *id == "custom.axisPlacement");
                says.extend((!is_hidden).then(|| ("custom.axisPlacement", made(span, "right"))));
            }
            ("fill", Some(fill)) => says.push(("custom.fillOpacity", number(span, fill * 10.0))),
            ("linewidth", Some(width)) => says.push(("custom.lineWidth", number(span, width))),
            ("pointradius", Some(radius)) => {
                says.push(("custom.pointSize", number(span, 2.0 + radius * 2.0)));
            }
            ("points", _) => {
                says.push(("custom.showPoints", made(span, if is { "always" } else { "never" })));
            }
            ("bars", _) => {
                says.push(("custom.drawStyle", made(span, if is { "bars" } else { "line" })));
                says.extend(is.then(|| ("custom.fillOpacity", number(span, 100.0))));
            }
            ("lines", _) if !is => says.push(("custom.lineWidth", number(span, 0.0))),
            ("steppedLine", _) if is => says.push(("custom.lineInterpolation", made(span, "stepAfter"))),
            ("nullPointMode", _) if word(series, "nullPointMode") == Some("connected") => {
                says.push(("custom.spanNulls", flag(span, true)));
            }
            ("stack", _) => {
                let group = word(series, "stack").unwrap_or("A");
                let is_stacked = is || word(series, "stack").is_some();
                says.push((
                    "custom.stacking",
                    stacked(span, if is_stacked { "normal" } else { "none" }, group),
                ));
            }
            ("color", None) => says.push(("color", fixed(value))),
            ("transform", None) => says.push(("custom.transform", value.clone())),
            ("fillBelowTo", None) => says.push(("custom.fillBelowTo", value.clone())),
            ("legend", _) if !is => hidden.push("legend"),
            ("hideTooltip", _) if is => hidden.push("tooltip"),
            ("hiddenSeries", _) if is => hidden.push("viz"),
            _ => {}
        }
    }
    if !hidden.is_empty() {
        let places =
            ["legend", "tooltip", "viz"].map(|place| (place, flag(series.span, hidden.contains(&place))));
        says.push(("custom.hideFrom", object(series.span, places)));
    }
    says
}
