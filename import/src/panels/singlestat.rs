//! Single values of old, which Grafana turns into a number or a dial when it opens them.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::graph::KEPT;
use crate::tree::{
    Made, as_number, entries, flag, get, is_true, list, listed, made, object, path, text_at, word,
};

/// The panel of today that a single value is; nothing if it says what those cannot.
pub(super) fn as_today(source: &Source, old: &Node) -> Option<Node> {
    let span = old.span;
    let says = |key: &str| text_at(source, old, key).is_some_and(|text| !text.value.is_empty());
    if ["prefix", "postfix", "tableColumn"].iter().any(|key| says(key)) {
        return None;
    }
    let is_dial = path(old, &["gauge"]).is_some_and(|gauge| is_true(gauge, "show"));
    let mut told = Made::new(span);
    told.put("type", made(span, if is_dial { "gauge" } else { "stat" }));
    for (key, value) in entries(old).iter().filter(|(key, _)| KEPT.contains(&key.as_str())) {
        told.put_at(key.clone(), value.clone());
    }
    told.put(
        "fieldConfig",
        object(span, [("defaults", defaults(source, old, is_dial)), ("overrides", listed(span, Vec::new()))]),
    );
    told.put("options", options(old, is_dial));
    Some(told.node())
}

fn defaults(source: &Source, old: &Node, is_dial: bool) -> Node {
    let mut defaults = Made::new(old.span);
    defaults.put_text("unit", text_at(source, old, "format"));
    defaults.put_if("decimals", get(old, "decimals").filter(|digits| as_number(digits).is_some()).cloned());
    defaults.put_text("noValue", text_at(source, old, "nullText"));
    if is_dial {
        for (key, theirs) in [("min", "minValue"), ("max", "maxValue")] {
            defaults.put_if(key, path(old, &["gauge", theirs]).cloned());
        }
    }
    defaults.put_if("thresholds", thresholds(source, old));
    let mappings = mappings(source, old);
    if !mappings.is_empty() {
        defaults.put("mappings", listed(old.span, mappings));
    }
    defaults.node()
}

/// `65,90` and three colors.
fn thresholds(source: &Source, old: &Node) -> Option<Node> {
    let bounds = text_at(source, old, "thresholds")?;
    let bounds: Vec<f64> = bounds.split(',').map(|bound| bound.trim().parse().ok()).collect::<Option<_>>()?;
    let colors = list(old, "colors");
    let bounds = std::iter::once(None).chain(bounds.into_iter().map(Some));
    let steps = bounds.zip(colors).map(|(bound, color)| {
        let value = bound.map_or(Node { span: old.span, value: Value::Null }, |bound| {
            crate::tree::number(old.span, bound)
        });
        object(old.span, [("color", color.clone()), ("value", value)])
    });
    let steps: Vec<Node> = steps.collect();
    (!steps.is_empty())
        .then(|| object(old.span, [("mode", made(old.span, "absolute")), ("steps", listed(old.span, steps))]))
}

/// Texts in place of values, or of ranges of them: it had one or the other.
fn mappings(source: &Source, old: &Node) -> Vec<Node> {
    let kind = get(old, "mappingType").and_then(as_number).unwrap_or(1.0);
    let key = if kind > 1.0 { "rangeMaps" } else { "valueMaps" };
    let of_kind = |map: &Node| {
        let mut told = Made::new(map.span);
        told.put("type", crate::tree::number(map.span, kind));
        for key in ["value", "from", "to", "text"] {
            told.put_text(key, text_at(source, map, key));
        }
        told.node()
    };
    list(old, key).iter().map(of_kind).collect()
}

/// What a value is made of, and what that is called today.
const CALCULATIONS: [(&str, &str); 6] = [
    ("avg", "mean"),
    ("current", "lastNotNull"),
    ("first", "firstNotNull"),
    ("max", "max"),
    ("min", "min"),
    ("total", "sum"),
];

fn options(old: &Node, is_dial: bool) -> Node {
    let span = old.span;
    let name = word(old, "valueName").unwrap_or("avg");
    let calculation = CALCULATIONS.iter().find(|(theirs, _)| *theirs == name).map_or(name, |row| row.1);
    let reduce = object(span, [("calcs", listed(span, vec![made(span, calculation)]))]);
    let mut options = Made::new(span);
    options.put("reduceOptions", reduce);
    if is_dial {
        let of = |key: &str| path(old, &["gauge"]).is_some_and(|gauge| is_true(gauge, key));
        options.put("showThresholdMarkers", flag(span, of("thresholdMarkers")));
        options.put("showThresholdLabels", flag(span, of("thresholdLabels")));
        return options.node();
    }
    let color = match (is_true(old, "colorBackground"), is_true(old, "colorValue")) {
        (true, _) => "background",
        (_, true) => "value",
        _ => "none",
    };
    options.put("colorMode", made(span, color));
    let is_drawn = path(old, &["sparkline"]).is_some_and(|line| is_true(line, "show"));
    options.put("graphMode", made(span, if is_drawn { "area" } else { "none" }));
    options.node()
}
