//! Heatmaps: those of old, which Grafana turns into today's when it opens them, and where today's have their unit.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::graph::KEPT;
use crate::tree::{
    Made, as_number, entries, flag, get, is_true, made, number, object, path, path_mut, set, text_at, word,
};

/// The heatmap of today that an old one is; nothing if it is one of today.
pub(super) fn as_today(source: &Source, old: &Node) -> Option<Node> {
    get(old, "dataFormat")?;
    let span = old.span;
    let mut told = Made::new(span);
    told.put("type", made(span, "heatmap"));
    for (key, value) in entries(old).iter().filter(|(key, _)| KEPT.contains(&key.as_str())) {
        told.put_at(key.clone(), value.clone());
    }
    let of = |keys: &[&str]| path(old, keys);
    let is =
        |keys: &[&str], usual: bool| of(keys).map_or(usual, |node| matches!(node.value, Value::Bool(true)));
    let mut options = Made::new(span);
    options.put("calculate", flag(span, word(old, "dataFormat") != Some("tsbuckets")));
    options.put("color", color(old));
    options.put_if("cellGap", of(&["cards", "cardPadding"]).filter(|gap| as_number(gap).is_some()).cloned());
    options.put("legend", object(span, [("show", flag(span, is(&["legend", "show"], false)))]));
    options.put("showValue", made(span, "never"));
    let tooltip = [
        ("mode", made(span, if is(&["tooltip", "show"], true) { "single" } else { "none" })),
        ("yHistogram", flag(span, is(&["tooltip", "showHistogram"], false))),
    ];
    options.put("tooltip", object(span, tooltip));
    if is_true(old, "hideZeroBuckets") {
        options.put("filterValues", object(span, [("le", number(span, 1e-9))]));
    }
    if let Some(bound) = word(old, "yBucketBound").filter(|bound| *bound != "auto") {
        let layout = if bound == "upper" { "le" } else { "ge" };
        options.put("rowsFrame", object(span, [("layout", made(span, layout))]));
    }
    let mut axis = Made::new(span);
    if let Some(old) = of(&["yAxis"]) {
        axis.put_text("unit", text_at(source, old, "format").filter(|unit| !unit.value.is_empty()));
        for key in ["min", "max", "decimals"] {
            axis.put_if(key, get(old, key).and_then(|end| Some(number(end.span, as_number(end)?))));
        }
    }
    axis.put("reverse", flag(span, is_true(old, "reverseYBuckets")));
    options.put("yAxis", axis.node());
    told.put("options", options.node());
    Some(told.node())
}

/// Its colors: those of a scheme, or one that becomes thinner.
fn color(old: &Node) -> Node {
    let span = old.span;
    let of = |key: &str| path(old, &["color", key]);
    let mut color = Made::new(span);
    let is_scheme = path(old, &["color"]).and_then(|color| word(color, "mode")) != Some("opacity");
    color.put("mode", made(span, if is_scheme { "scheme" } else { "opacity" }));
    let scheme = path(old, &["color"]).and_then(|color| word(color, "colorScheme"));
    let scheme = scheme.map(|scheme| scheme.strip_prefix("interpolate").unwrap_or(scheme));
    color.put_if("scheme", scheme.filter(|_| is_scheme).map(|scheme| made(span, scheme)));
    color.put_if("fill", of("cardColor").filter(|_| !is_scheme).cloned());
    color.put_if("exponent", of("exponent").cloned());
    let is_linear = path(old, &["color"]).and_then(|color| word(color, "colorScale")) == Some("linear");
    color.put_if("scale", is_linear.then(|| made(span, "linear")));
    color.put("steps", number(span, 128.0));
    color.node()
}

/// The unit of a heatmap is that of its axis; what cells show has none. What it does not say about numbers in cells, Grafana decides.
pub(super) fn plain(panel: &mut Node) {
    let span = panel.span;
    let unit = path(panel, &["options", "yAxis", "unit"]).cloned();
    for keys in [&["fieldConfig"][..], &["fieldConfig", "defaults"], &["options"]] {
        if path(panel, keys).is_none()
            && let Some(within) = path_mut(panel, &keys[..keys.len() - 1])
        {
            set(within, keys[keys.len() - 1], object(span, []));
        }
    }
    if let Some(unit) = unit
        && let Some(defaults) = path_mut(panel, &["fieldConfig", "defaults"])
    {
        set(defaults, "unit", unit);
    }
    for axis in [&["options", "yAxis"][..], &["options", "cellValues"]] {
        if let Some(Node { value: Value::Map(keys), .. }) = path_mut(panel, axis) {
            keys.retain(|(key, _)| key.value != "unit");
        }
    }
    if let Some(options) = path_mut(panel, &["options"]).filter(|options| get(options, "showValue").is_none())
    {
        set(options, "showValue", made(span, "auto"));
    }
}
