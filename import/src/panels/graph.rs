//! Graphs of old, which Grafana turns into time series when it opens them: the same is done here, so that everything behind knows one
//! form. Fill was counted from 0 to 10, and thresholds had sides.

mod series;

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{
    Made, as_number, entries, flag, get, is_true, list, listed, made, number, object, path, said, text_at,
    word,
};

/// Keys that are called as they were.
pub(super) const KEPT: [&str; 19] = [
    "id",
    "title",
    "description",
    "datasource",
    "targets",
    "links",
    "gridPos",
    "repeat",
    "repeatDirection",
    "maxPerRow",
    "interval",
    "maxDataPoints",
    "timeFrom",
    "timeShift",
    "hideTimeOverride",
    "transparent",
    "transformations",
    "cacheTimeout",
    "span",
];

/// The time series that a graph is; nothing if its horizontal axis shows something else.
pub(super) fn as_timeseries(source: &Source, graph: &Node) -> Option<Node> {
    let is_over_time = path(graph, &["xaxis", "mode"]).is_none_or(|mode| match &mode.value {
        Value::Text(mode) => mode == "time",
        _ => true,
    });
    if !is_over_time {
        return None;
    }
    let span = graph.span;
    let mut told = Made::new(span);
    told.put("type", made(span, "timeseries"));
    for (key, value) in entries(graph).iter().filter(|(key, _)| KEPT.contains(&key.as_str())) {
        told.put_at(key.clone(), value.clone());
    }
    let axes = Axes { source, left: list(graph, "yaxes").first(), right: list(graph, "yaxes").get(1) };
    let fields = object(
        span,
        [("defaults", defaults(graph, &axes)), ("overrides", listed(span, series::overrides(graph, &axes)))],
    );
    told.put("fieldConfig", fields);
    told.put("options", options(graph));
    Some(told.node())
}

/// The two vertical axes.
pub(super) struct Axes<'g> {
    pub(super) source: &'g Source,
    pub(super) left: Option<&'g Node>,
    pub(super) right: Option<&'g Node>,
}

impl Axes<'_> {
    /// What an axis says of its values, by today's paths.
    pub(super) fn says(&self, axis: Option<&Node>) -> Vec<(&'static str, Node)> {
        let Some(axis) = axis else { return Vec::new() };
        let mut says = Vec::new();
        let text = |key: &str| text_at(self.source, axis, key).filter(|text| !text.value.is_empty());
        says.extend(text("format").map(|unit| ("unit", said(unit))));
        for key in ["min", "max", "decimals"] {
            let value = get(axis, key).and_then(|value| Some(number(value.span, as_number(value)?)));
            says.extend(value.map(|value| (key, value)));
        }
        says.extend(text("label").map(|label| ("custom.axisLabel", said(label))));
        let base = get(axis, "logBase").and_then(as_number).filter(|base| [2.0, 10.0].contains(base));
        says.extend(base.map(|base| {
            let scale =
                object(axis.span, [("type", made(axis.span, "log")), ("log", number(axis.span, base))]);
            ("custom.scaleDistribution", scale)
        }));
        if matches!(get(axis, "show"), Some(Node { value: Value::Bool(false), .. })) {
            says.push(("custom.axisPlacement", made(axis.span, "hidden")));
        }
        says
    }
}

/// What holds for all series. What a graph does not say, it had: lines of width 1 over an area that is filled by a tenth.
fn defaults(graph: &Node, axes: &Axes<'_>) -> Node {
    let span = graph.span;
    let of = |key: &str, usual: f64| get(graph, key).and_then(as_number).unwrap_or(usual);
    let is_off = |key: &str| get(graph, key).is_some() && !is_true(graph, key);
    let (mut defaults, mut custom) = (Made::new(span), Made::new(span));
    for (key, value) in axes.says(axes.left) {
        match key.strip_prefix("custom.") {
            Some(key) => custom.put(key, value),
            None => defaults.put(key, value),
        }
    }
    let (bars, lines, points) = (is_true(graph, "bars"), !is_off("lines"), is_true(graph, "points"));
    custom.put(
        "drawStyle",
        made(
            span,
            if bars {
                "bars"
            } else if lines {
                "line"
            } else {
                "points"
            },
        ),
    );
    custom.put("lineWidth", number(span, of("linewidth", 1.0)));
    let gradient = of("fillGradient", 0.0);
    let fill = if bars {
        10.0
    } else if gradient > 0.0 {
        gradient
    } else {
        of("fill", 1.0)
    };
    custom.put("fillOpacity", number(span, fill * 10.0));
    if gradient > 0.0 {
        custom.put("gradientMode", made(span, "opacity"));
    }
    custom.put(
        "showPoints",
        made(
            span,
            if points {
                "always"
            } else if lines || bars {
                "never"
            } else {
                "auto"
            },
        ),
    );
    if points && let Some(radius) = get(graph, "pointradius").and_then(as_number) {
        custom.put("pointSize", number(span, 2.0 + radius * 2.0));
    }
    if is_true(graph, "dashes") {
        custom.put("lineStyle", series::dashes(graph, graph));
    }
    if word(graph, "nullPointMode") == Some("connected") {
        custom.put("spanNulls", flag(span, true));
    }
    if is_true(graph, "steppedLine") {
        custom.put("lineInterpolation", made(span, "stepAfter"));
    }
    if is_true(graph, "stack") {
        let mode = if is_true(graph, "percentage") { "percent" } else { "normal" };
        custom.put("stacking", stacked(span, mode, "A"));
    }
    if let Some((mode, steps)) = thresholds(graph) {
        custom.put("thresholdsStyle", object(span, [("mode", made(span, mode))]));
        let steps = [("mode", made(span, "absolute")), ("steps", listed(span, steps))];
        defaults.put("thresholds", object(span, steps));
    }
    defaults.put_map("custom", custom);
    let own = path(graph, &["fieldConfig", "defaults"]).map_or(&[][..], entries);
    let of_values = own.iter().find(|(key, _)| key.value == "links").map(|(_, value)| value.clone());
    defaults.put_if("links", of_values);
    defaults.node()
}

pub(super) fn stacked(span: Span, mode: &str, group: &str) -> Node {
    object(span, [("mode", made(span, mode)), ("group", made(span, group))])
}

/// How thresholds are drawn, and the colors from the values upwards: sides become regions.
fn thresholds(graph: &Node) -> Option<(&'static str, Vec<Node>)> {
    let span = graph.span;
    let mut all: Vec<(f64, &Node)> = list(graph, "thresholds")
        .iter()
        .filter_map(|threshold| Some((get(threshold, "value").and_then(as_number)?, threshold)))
        .collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let color = |threshold: &Node| match word(threshold, "colorMode") {
        Some("warning") => "orange".to_owned(),
        Some("custom") => {
            word(threshold, "fillColor").or_else(|| word(threshold, "lineColor")).unwrap_or("red").to_owned()
        }
        _ => "red".to_owned(),
    };
    let step = |color: &str, value: Option<f64>| {
        let value = value.map_or(Node { span, value: Value::Null }, |value| number(span, value));
        object(span, [("color", made(span, color)), ("value", value)])
    };
    let mut steps: Vec<Node> = Vec::new();
    let (mut line, mut area) = (false, false);
    for (at, (value, threshold)) in all.iter().enumerate() {
        line |= is_true(threshold, "line");
        area |= is_true(threshold, "fill");
        if word(threshold, "op") == Some("lt") {
            if steps.is_empty() {
                steps.push(step(&color(threshold), None));
            }
            let next = all.get(at + 1).filter(|(_, next)| word(next, "op") == Some("lt"));
            steps.push(step(
                &next.map_or_else(|| "transparent".to_owned(), |(_, next)| color(next)),
                Some(*value),
            ));
        } else {
            if steps.is_empty() {
                steps.push(step("transparent", None));
            }
            steps.push(step(&color(threshold), Some(*value)));
        }
    }
    let mode = match (line, area) {
        (true, true) => "line+area",
        (false, true) => "area",
        _ => "line",
    };
    (!steps.is_empty()).then_some((mode, steps))
}

/// What the legend of a graph can compute, and what that is called today.
const VALUES: [(&str, &str); 5] =
    [("min", "min"), ("max", "max"), ("avg", "mean"), ("current", "lastNotNull"), ("total", "sum")];

/// Its legend, and what is shown under the pointer.
fn options(graph: &Node) -> Node {
    let span = graph.span;
    let old = get(graph, "legend");
    let is = |key: &str| old.is_some_and(|legend| is_true(legend, key));
    let is_shown = old.is_none() || is("show");
    let values = VALUES.iter().filter(|(key, _)| is("values") && is(key));
    let legend = [
        ("displayMode", made(span, if is("alignAsTable") { "table" } else { "list" })),
        ("placement", made(span, if is("rightSide") { "right" } else { "bottom" })),
        ("showLegend", flag(span, is_shown)),
        ("calcs", listed(span, values.map(|(_, id)| made(span, id)).collect())),
    ];
    let is_shared = get(graph, "tooltip").is_none_or(|tooltip| is_true(tooltip, "shared"));
    let mode = made(span, if is_shared { "multi" } else { "single" });
    object(span, [("legend", object(span, legend)), ("tooltip", object(span, [("mode", mode)]))])
}
