//! Variables and annotations of the second schema.

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, flag, get, is_true, path, word};

use super::panel::extend;
use super::{asked, named, numbered, start};

/// What the first schema calls a kind of variable.
const KINDS: [(&str, &str); 9] = [
    ("QueryVariable", "query"),
    ("DatasourceVariable", "datasource"),
    ("CustomVariable", "custom"),
    ("IntervalVariable", "interval"),
    ("ConstantVariable", "constant"),
    ("TextVariable", "textbox"),
    ("GroupByVariable", "groupby"),
    ("AdhocVariable", "adhoc"),
    ("SwitchVariable", "switch"),
];
const HIDES: [&str; 4] = ["dontHide", "hideLabel", "hideVariable", "inControlsMenu"];
const MOMENTS: [&str; 3] = ["never", "onDashboardLoad", "onTimeRangeChanged"];
const ORDERS: [&str; 9] = [
    "disabled",
    "alphabeticalAsc",
    "alphabeticalDesc",
    "numericalAsc",
    "numericalDesc",
    "alphabeticalCaseInsensitiveAsc",
    "alphabeticalCaseInsensitiveDesc",
    "naturalAsc",
    "naturalDesc",
];

pub(super) fn told(node: &Node) -> Node {
    let mut told = Made::new(node.span);
    let Some(spec) = get(node, "spec") else { return told.node() };
    let kind = word(node, "kind").unwrap_or_default();
    let of = KINDS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, of)| of);
    told.put("type", named(node, of));
    for (key, words) in [("hide", &HIDES[..]), ("refresh", &MOMENTS), ("sort", &ORDERS)] {
        told.put_if(key, numbered(spec, key, words));
    }
    match get(spec, "query") {
        Some(query) if matches!(query.value, Value::Map(_)) => {
            let (source, asks) = asked(query, spec);
            told.put_if("datasource", source);
            // Once, a query was a mere text.
            let text = asks.as_ref().and_then(|asks| get(asks, "__legacyStringValue")).cloned();
            told.put_if("query", text.or(asks));
        }
        _ => told.put_if("query", get(spec, "pluginId").cloned()),
    }
    extend(&mut told, Some(spec));
    told.take("pluginId");
    told.node()
}

pub(super) fn annotation(node: &Node) -> Node {
    let mut told = Made::new(node.span);
    let Some(spec) = get(node, "spec") else { return told.node() };
    if is_true(spec, "builtIn") {
        told.put("builtIn", crate::tree::number(start(node), 1.0));
        told.put("type", named(node, "dashboard"));
    }
    let (source, asks) = get(spec, "query").map_or((None, None), |query| asked(query, spec));
    told.put_if("datasource", source);
    for key in ["name", "enable", "hide", "iconColor", "filter"] {
        told.put_if(key, get(spec, key).cloned());
    }
    if !told.has("enable") {
        told.put("enable", flag(start(node), true));
    }
    extend(&mut told, asks.as_ref());
    extend(&mut told, path(spec, &["legacyOptions"]));
    told.node()
}
