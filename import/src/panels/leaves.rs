//! All that a panel says beside its queries, path by path, without what Grafana takes for granted anyway.

use std::collections::BTreeMap;

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use super::{canonical, key};
use crate::tree::{Made, entries, get, path};

/// What a panel says, by its path: the keys down to it, with dots between.
pub(crate) type Leaves<'n> = BTreeMap<String, &'n Node>;

/// The keys of a panel that say what it shows. What else stands there is compared elsewhere, or is left from older types.
const ROOTS: [&str; 14] = [
    "description",
    "fieldConfig",
    "hideTimeOverride",
    "cacheTimeout",
    "links",
    "maxDataPoints",
    "maxPerRow",
    "options",
    "repeat",
    "repeatDirection",
    "timeFrom",
    "timeShift",
    "transformations",
    "transparent",
];

/// What changes nothing, or only how something is listed under the pointer.
const IGNORED: [&str; 5] = [
    "fieldConfig.defaults.unitScale",
    "options.legend.asTable",
    "options.tooltip.hideZeros",
    "options.tooltip.maxHeight",
    "options.tooltip.sort",
];

/// What a panel of any type has if it says nothing.
const USUAL: [(&str, &str); 43] = [
    ("fieldConfig.defaults.unit", "\"none\""),
    ("fieldConfig.defaults.thresholds.mode", "\"absolute\""),
    ("fieldConfig.defaults.thresholds.steps", r#"[{"color":"green","value":null}]"#),
    ("fieldConfig.defaults.custom.align", "\"auto\""),
    ("fieldConfig.defaults.custom.displayMode", "\"auto\""),
    ("fieldConfig.defaults.custom.cellOptions.type", "\"auto\""),
    ("fieldConfig.defaults.custom.axisColorMode", "\"text\""),
    ("fieldConfig.defaults.custom.axisGridShow", "true"),
    ("fieldConfig.defaults.custom.axisPlacement", "\"auto\""),
    ("fieldConfig.defaults.custom.barAlignment", "0"),
    ("fieldConfig.defaults.custom.barWidthFactor", "0.6"),
    ("fieldConfig.defaults.custom.drawStyle", "\"line\""),
    ("fieldConfig.defaults.custom.fillOpacity", "0"),
    ("fieldConfig.defaults.custom.gradientMode", "\"none\""),
    ("fieldConfig.defaults.custom.lineInterpolation", "\"linear\""),
    ("fieldConfig.defaults.custom.lineStyle.fill", "\"solid\""),
    ("fieldConfig.defaults.custom.lineWidth", "1"),
    ("fieldConfig.defaults.custom.pointSize", "5"),
    ("fieldConfig.defaults.custom.scaleDistribution.type", "\"linear\""),
    ("fieldConfig.defaults.custom.showPoints", "\"auto\""),
    ("fieldConfig.defaults.custom.stacking.group", "\"A\""),
    ("fieldConfig.defaults.custom.stacking.mode", "\"none\""),
    ("fieldConfig.defaults.custom.thresholdsStyle.mode", "\"off\""),
    ("options.cellHeight", "\"sm\""),
    ("options.frameIndex", "0"),
    ("options.code.language", "\"plaintext\""),
    ("options.justifyMode", "\"auto\""),
    ("options.legend.displayMode", "\"list\""),
    ("options.legend.showLegend", "true"),
    ("options.maxVizHeight", "300"),
    ("options.mode", "\"markdown\""),
    ("options.namePlacement", "\"auto\""),
    ("options.percentChangeColorMode", "\"standard\""),
    ("options.reduceOptions.calcs", "[\"lastNotNull\"]"),
    ("options.showHeader", "true"),
    ("options.showThresholdMarkers", "true"),
    ("options.showUnfilled", "true"),
    ("options.sizing", "\"auto\""),
    ("options.textMode", "\"auto\""),
    ("options.valueMode", "\"color\""),
    ("options.wideLayout", "true"),
    ("repeatDirection", "\"h\""),
    ("transformations", "[]"),
];

/// The same for what each type has in its own way.
const USUAL_OF: [(&str, &str, &str); 69] = [
    ("timeseries", "fieldConfig.defaults.color.mode", "\"palette-classic\""),
    ("timeseries", "options.legend.placement", "\"bottom\""),
    ("timeseries", "options.tooltip.mode", "\"single\""),
    ("piechart", "fieldConfig.defaults.color.mode", "\"palette-classic\""),
    ("piechart", "options.legend.placement", "\"right\""),
    ("piechart", "options.tooltip.mode", "\"single\""),
    ("piechart", "options.pieType", "\"pie\""),
    ("stat", "fieldConfig.defaults.color.mode", "\"thresholds\""),
    ("stat", "options.colorMode", "\"value\""),
    ("stat", "options.graphMode", "\"area\""),
    ("stat", "options.orientation", "\"auto\""),
    ("gauge", "fieldConfig.defaults.color.mode", "\"thresholds\""),
    ("gauge", "options.orientation", "\"auto\""),
    ("gauge", "options.minVizHeight", "75"),
    ("gauge", "options.minVizWidth", "75"),
    ("bargauge", "fieldConfig.defaults.color.mode", "\"thresholds\""),
    ("bargauge", "options.displayMode", "\"gradient\""),
    ("bargauge", "options.minVizHeight", "16"),
    ("bargauge", "options.minVizWidth", "8"),
    ("table", "fieldConfig.defaults.color.mode", "\"thresholds\""),
    ("bargauge", "options.legend.placement", "\"bottom\""),
    ("bargauge", "options.legend.showLegend", "false"),
    ("barchart", "options.legend.placement", "\"bottom\""),
    ("barchart", "options.tooltip.mode", "\"single\""),
    ("histogram", "options.legend.placement", "\"bottom\""),
    ("histogram", "options.tooltip.mode", "\"single\""),
    ("state_timeline", "options.legend.placement", "\"bottom\""),
    ("state_timeline", "options.tooltip.mode", "\"single\""),
    ("status_history", "options.legend.placement", "\"bottom\""),
    ("status_history", "options.tooltip.mode", "\"single\""),
    ("barchart", "fieldConfig.defaults.color.mode", "\"palette-classic\""),
    ("barchart", "fieldConfig.defaults.custom.fillOpacity", "80"),
    ("barchart", "options.barRadius", "0"),
    ("barchart", "options.barWidth", "0.97"),
    ("barchart", "options.groupWidth", "0.7"),
    ("barchart", "options.orientation", "\"auto\""),
    ("barchart", "options.showValue", "\"auto\""),
    ("barchart", "options.stacking", "\"none\""),
    ("barchart", "options.xTickLabelRotation", "0"),
    ("barchart", "options.xTickLabelSpacing", "0"),
    ("histogram", "fieldConfig.defaults.color.mode", "\"palette-classic\""),
    ("histogram", "fieldConfig.defaults.custom.fillOpacity", "80"),
    ("histogram", "options.bucketOffset", "0"),
    ("state_timeline", "fieldConfig.defaults.color.mode", "\"continuous-GrYlRd\""),
    ("state_timeline", "fieldConfig.defaults.custom.fillOpacity", "70"),
    ("state_timeline", "fieldConfig.defaults.custom.lineWidth", "0"),
    ("state_timeline", "options.alignValue", "\"left\""),
    ("state_timeline", "options.mergeValues", "true"),
    ("state_timeline", "options.rowHeight", "0.9"),
    ("state_timeline", "options.showValue", "\"auto\""),
    ("status_history", "fieldConfig.defaults.color.mode", "\"thresholds\""),
    ("status_history", "fieldConfig.defaults.custom.fillOpacity", "70"),
    ("status_history", "options.colWidth", "0.9"),
    ("status_history", "options.rowHeight", "0.9"),
    ("status_history", "options.showValue", "\"auto\""),
    ("heatmap", "options.cellGap", "1"),
    ("heatmap", "options.color.exponent", "0.5"),
    ("heatmap", "options.color.fill", "\"dark-orange\""),
    ("heatmap", "options.color.mode", "\"scheme\""),
    ("heatmap", "options.color.scale", "\"exponential\""),
    ("heatmap", "options.color.scheme", "\"Oranges\""),
    ("heatmap", "options.color.steps", "64"),
    ("heatmap", "options.exemplars.color", "\"rgba(255,0,255,0.7)\""),
    ("heatmap", "options.filterValues.le", "0.000000001"),
    ("heatmap", "options.legend.show", "true"),
    ("heatmap", "options.rowsFrame.layout", "\"auto\""),
    ("heatmap", "options.tooltip.mode", "\"single\""),
    ("heatmap", "options.yAxis.axisPlacement", "\"left\""),
    ("heatmap", "fieldConfig.defaults.color.mode", "\"thresholds\""),
];

/// What a panel in today's form says.
pub(crate) fn leaves(panel: &Node) -> Leaves<'_> {
    let mut found = Leaves::new();
    for (key, node) in entries(panel).iter().filter(|(key, _)| ROOTS.contains(&key.as_str())) {
        below(node, &mut key.value.clone(), &mut found);
    }
    let kind = key(panel).unwrap_or_default();
    found.retain(|path, node| !IGNORED.contains(&path.as_str()) && !is_usual(kind, path, node));
    found
}

fn below<'n>(node: &'n Node, path: &mut String, found: &mut Leaves<'n>) {
    let Value::Map(entries) = &node.value else {
        found.insert(path.clone(), node);
        return;
    };
    for (key, value) in entries {
        let length = path.len();
        path.push('.');
        path.push_str(key);
        below(value, path, found);
        path.truncate(length);
    }
}

/// What Grafana takes if a panel of a type does not say it, as JSON.
fn usual(kind: &str, path: &str) -> Option<&'static str> {
    let of_kind = USUAL_OF.iter().find(|(of, known, _)| *of == kind && *known == path).map(|row| row.2);
    of_kind.or_else(|| USUAL.iter().find(|row| row.0 == path).map(|row| row.1))
}

fn is_usual(kind: &str, path: &str, node: &Node) -> bool {
    let says = canonical(node);
    match usual(kind, path) {
        _ if says == "null" => true,
        Some(usual) => says == usual,
        None => ["\"\"", "[]", "{}", "false"].contains(&says.as_str()),
    }
}

/// A scalar of the tables above.
fn value(json: &'static str) -> Value {
    match json {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => Value::Text(text.to_owned()),
            None if json.starts_with('[') => Value::Null,
            None => Value::Number(json.to_owned()),
        },
    }
}

/// The keys of Grafana that have to stand beside those of a spec for a panel to say all of this. Nothing if the spec decides one of them.
pub(crate) fn beside<'k>(panel: &Node, differing: impl Iterator<Item = &'k str>) -> Option<Node> {
    let mut made = Node { span: panel.span, value: Value::Map(Vec::new()) };
    for path_text in differing {
        let keys: Vec<&str> = path_text.split('.').collect();
        if !ROOTS.contains(&keys[0]) || gaugewright_spec::decides_in_panel(&keys) {
            return None;
        }
        let usual = usual(key(panel).unwrap_or_default(), path_text).map_or(Value::Null, value);
        let usual = Node { span: panel.span, value: usual };
        put(&mut made, &keys, path(panel, &keys).cloned().unwrap_or(usual), panel.span);
    }
    Some(made)
}

fn put(into: &mut Node, keys: &[&str], value: Node, span: Span) {
    let Value::Map(entries) = &mut into.value else { return };
    let [first, rest @ ..] = keys else { return };
    if rest.is_empty() {
        entries.push((gaugewright_spec::source::Spanned::new((*first).to_owned(), span), value));
        return;
    }
    let at = entries.iter().position(|(key, _)| key.value == *first).unwrap_or_else(|| {
        let empty = Made::new(span).node();
        entries.push((gaugewright_spec::source::Spanned::new((*first).to_owned(), span), empty));
        entries.len() - 1
    });
    put(&mut entries[at].1, rest, value, span);
}

/// The value of a path that a panel has, if it is a word.
pub(crate) fn word_at<'n>(panel: &'n Node, keys: &[&str]) -> Option<&'n str> {
    let (last, before) = keys.split_last()?;
    let node = path(panel, before)?;
    match &get(node, last)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
