//! How the values of a panel, or of some of its series, are written and colored, with the keys of a spec.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use super::leaves::word_at;
use crate::tree::{Made, as_number, get, items, list, listed, made, path, said, text, text_at, word};

/// Tells what holds for all series of a panel in today's form.
pub(crate) fn told(source: &Source, panel: &Node, told: &mut Made) {
    let Some(defaults) = path(panel, &["fieldConfig", "defaults"]) else { return };
    for key in ["min", "max", "decimals"] {
        told.put_if(key, get(defaults, key).filter(|value| as_number(value).is_some()).cloned());
    }
    told.put_text("no_value", text_at(source, defaults, "noValue").filter(|text| !text.value.is_empty()));
    if let Some(thresholds) = get(defaults, "thresholds") {
        told.put_if("steps", steps(thresholds));
        let mode = word(thresholds, "mode").filter(|mode| *mode == "percentage");
        told.put_if("steps_mode", mode.map(|mode| made(thresholds.span, mode)));
    }
    told.put_if("mappings", get(defaults, "mappings").and_then(|mappings| self::mappings(source, mappings)));
    let scale = path(defaults, &["custom", "scaleDistribution"]);
    if word_at(defaults, &["custom", "scaleDistribution", "type"]) == Some("log") {
        told.put_if("log_scale", scale.and_then(|scale| get(scale, "log")).cloned());
    }
    told.put_text(
        "axis_label",
        path(defaults, &["custom"])
            .and_then(|custom| text_at(source, custom, "axisLabel"))
            .filter(|label| !label.value.is_empty()),
    );
    told.put_if("data_links", get(defaults, "links").and_then(|links| self::links(source, links)));
}

/// `[red, yellow from 50, green from 80]`
pub(super) fn steps(thresholds: &Node) -> Option<Node> {
    let steps = list(thresholds, "steps").iter().map(|step| {
        let color = word(step, "color").unwrap_or("green");
        let from = get(step, "value").and_then(as_number).map(|from| format!(" from {from}"));
        made(step.span, &[color, &from.unwrap_or_default()].concat())
    });
    let steps: Vec<Node> = steps.collect();
    (!steps.is_empty()).then(|| listed(thresholds.span, steps))
}

/// `{ 0: Down, 1: { text: Up, color: green } }`
pub(super) fn mappings(source: &Source, mappings: &Node) -> Option<Node> {
    let mut told = Made::new(mappings.span);
    for mapping in items(mappings) {
        let options = get(mapping, "options")?;
        let value = match word(mapping, "type")? {
            "value" => text_at(source, options, "value")?.value,
            "range" => {
                let end = |key: &str| {
                    get(options, key).and_then(as_number).map_or_else(String::new, |end| end.to_string())
                };
                [&end("from"), "..", &end("to")].concat()
            }
            "regex" => text_at(source, options, "pattern")?.value,
            "special" => text_at(source, options, "match")?.value,
            _ => return None,
        };
        let result = get(options, "result")?;
        let (shown, color) =
            (get(result, "text").and_then(|shown| text(source, shown)), get(result, "color"));
        let to = match (shown, color) {
            (Some(shown), None) => said(shown),
            (shown, color) => {
                let mut to = Made::new(result.span);
                to.put_text("text", shown);
                to.put_if("color", color.cloned());
                to.node()
            }
        };
        told.put(&value, to);
    }
    (!told.is_empty()).then(|| told.node())
}

/// `[{ title: Logs, url: "https://…" }]`
pub(crate) fn links(source: &Source, links: &Node) -> Option<Node> {
    let told = items(links).iter().map(|link| {
        let mut told = Made::new(link.span);
        told.put_text("title", text_at(source, link, "title"));
        told.put_text("url", text_at(source, link, "url"));
        told.node()
    });
    let told: Vec<Node> = told.collect();
    (!told.is_empty()).then(|| listed(links.span, told))
}

/// What Grafana does to the answers. That a table does nothing of what is usual is said, too.
pub(crate) fn transformations(panel: &Node, kind: &str) -> Option<Node> {
    let own = get(panel, "transformations").filter(|list| !items(list).is_empty());
    let none = || Node { span: Span { end: panel.span.start, ..panel.span }, value: Value::List(Vec::new()) };
    own.cloned().or_else(|| (kind == "table").then(none))
}
