//! What a dashboard says of itself, key by key, without what Grafana takes for granted anyway. Whether it can be edited is not asked: one that
//! is generated is edited in its spec.

use std::collections::BTreeMap;

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::durations::milliseconds;
use crate::panels::canonical;
use crate::tree::{Made, Text, entries, flag, get, is_true, list, number, path, text, text_at};

/// What a setting says in one form, and as Grafana spells it.
pub(crate) type Setting = (String, Node);

/// The times between two refreshes that Grafana offers anyway.
const OFFERED: &str = r#"["5s","10s","30s","1m","5m","15m","30m","1h","2h","1d"]"#;

/// The settings of a dashboard. What is left from older versions is none: nothing reads it.
pub(crate) fn settings(source: &Source, document: &Node) -> BTreeMap<&'static str, Setting> {
    let mut found = BTreeMap::new();
    let mut put = |key, node: Option<Node>| {
        if let Some(node) = node {
            found.insert(key, (canonical(&node), node));
        }
    };
    put("description", filled(source, document, "description").map(crate::tree::said));
    put("weekStart", filled(source, document, "weekStart").map(crate::tree::said));
    let tags = get(document, "tags").filter(|_| !list(document, "tags").is_empty());
    put("tags", tags.cloned());
    for key in ["liveNow", "preload"] {
        put(key, is_true(document, key).then(|| flag(document.span, true)));
    }
    put("fiscalYearStartMonth", above_zero(document, "fiscalYearStartMonth"));
    let shared = || is_true(document, "sharedCrosshair").then(|| number(document.span, 1.0));
    put("graphTooltip", above_zero(document, "graphTooltip").or_else(shared));
    put("timepicker", timepicker(document));
    put("timezone", timezone(source, document).map(crate::tree::said));
    if let Some(refresh) = refresh(source, document) {
        let time = milliseconds(&refresh.value).map(|time| format!("{time}ms"));
        found.insert("refresh", (time.unwrap_or_else(|| refresh.value.clone()), crate::tree::said(refresh)));
    }
    found.extend(time(source, document).map(|time| ("time", time)));
    found
}

/// A text that says something.
pub(crate) fn filled(source: &Source, node: &Node, key: &str) -> Option<Text> {
    text_at(source, node, key).filter(|text| !text.value.trim().is_empty())
}

/// How often it refreshes by itself, if it does.
pub(crate) fn refresh(source: &Source, document: &Node) -> Option<Text> {
    filled(source, document, "refresh")
        .filter(|refresh| refresh.value.starts_with(|first: char| first.is_ascii_digit()))
}

/// Its time zone: `browser` and `default` leave it to whoever looks.
pub(crate) fn timezone(source: &Source, document: &Node) -> Option<Text> {
    let is_zone = |zone: &Text| zone.value.eq_ignore_ascii_case("utc") || zone.value.contains('/');
    let mut zone = filled(source, document, "timezone").filter(is_zone)?;
    if !zone.value.contains('/') {
        zone.value.make_ascii_lowercase();
    }
    Some(zone)
}

/// How far back it shows, if that is a time until now.
pub(crate) fn back(source: &Source, document: &Node) -> Option<Text> {
    let [from, to] = ends(source, document);
    let is_now = to.is_none_or(|to| to.value == "now");
    let from = from.filter(|_| is_now)?;
    let back =
        from.value.strip_prefix("now-").filter(|back| milliseconds(back).is_some_and(|time| time > 0))?;
    Some(Text::new(back.to_owned(), from.span))
}

fn ends(source: &Source, document: &Node) -> [Option<Text>; 2] {
    ["from", "to"].map(|end| path(document, &["time", end]).and_then(|end| text(source, end)))
}

/// The shown time, if it is not that of a dashboard which says nothing.
fn time(source: &Source, document: &Node) -> Option<Setting> {
    let [from, to] = ends(source, document).map(|end| end.map(|end| moment(&end.value)));
    let form = [from.unwrap_or_else(|| moment("now-6h")), to.unwrap_or_else(|| moment("now"))].join(" to ");
    let usual = [moment("now-6h"), moment("now")].join(" to ");
    (form != usual)
        .then(|| (form, get(document, "time").cloned()))
        .and_then(|(form, node)| Some((form, node?)))
}

/// A moment in one form: `now-24h` is `now-1d`.
fn moment(text: &str) -> String {
    let back = text.strip_prefix("now-").and_then(milliseconds);
    back.map_or_else(|| text.to_owned(), |time| format!("now-{time}ms"))
}

/// What the choice of a time is like.
fn timepicker(document: &Node) -> Option<Node> {
    let picker = get(document, "timepicker")?;
    let mut made = Made::new(picker.span);
    for (key, value) in entries(picker) {
        let form = canonical(value);
        let says = match key.value.as_str() {
            "hidden" => form == "true",
            "nowDelay" => !["null", "\"\""].contains(&form.as_str()),
            "refresh_intervals" => form != OFFERED && !crate::tree::items(value).is_empty(),
            "quick_ranges" => !crate::tree::items(value).is_empty(),
            _ => false,
        };
        made.put_if(&key.value, says.then(|| value.clone()));
    }
    (!made.is_empty()).then(|| made.node())
}

fn above_zero(document: &Node, key: &str) -> Option<Node> {
    let node = get(document, key)?;
    crate::tree::as_number(node).is_some_and(|number| number > 0.0).then(|| node.clone())
}
