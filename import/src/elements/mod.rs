//! Dashboards in the second schema of Grafana, told in the first one, as Grafana does for whoever asks it for that: what is drawn stands there in
//! `elements`, and where in a `layout`. Tabs have no word in the first schema; they become headings.

mod layout;
mod panel;
mod variable;

use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::kind::{Kind, kind};
use crate::tree::{Made, get, items, listed, made, number, path, word};

/// What panels share of the pointer, in the order of the numbers that the first schema has for it.
const SYNCS: [&str; 3] = ["Off", "Crosshair", "Tooltip"];

/// The group of the resources that Grafana keeps dashboards in.
const GROUP: &str = "dashboard.grafana.app/";

/// A dashboard of a resource in the first schema, whichever one it is written in; and what of it that schema cannot say.
pub(crate) fn resource(node: &Node) -> Option<(Node, Option<&'static str>)> {
    let is_one = word(node, "kind") == Some("Dashboard")
        && word(node, "apiVersion").is_some_and(|version| version.starts_with(GROUP));
    let is_dashboard = |spec: &&Node| is_second(spec) || kind(spec) == Some(Kind::Dashboard);
    let spec = get(node, "spec").filter(|_| is_one).filter(is_dashboard)?;
    let mut dashboard = if is_second(spec) { first(spec) } else { spec.clone() };
    if let (Value::Map(entries), Some(name)) = (&mut dashboard.value, path(node, &["metadata", "name"])) {
        entries.retain(|(key, _)| key.value != "uid");
        entries.push((Spanned::new("uid".to_owned(), name.span), name.clone()));
    }
    Some((dashboard, untold(spec)))
}

/// Whether a dashboard is written in the second schema.
pub(crate) fn is_second(node: &Node) -> bool {
    get(node, "elements").is_some() && get(node, "layout").is_some()
}

/// What the first schema cannot say.
pub(crate) fn untold(node: &Node) -> Option<&'static str> {
    let layout = get(node, "layout")?;
    match (layout::has(layout, "conditionalRendering"), layout::has(layout, "tabs")) {
        (true, true) => {
            Some("its tabs are read as headings, and what they and others show is read as shown always")
        }
        (true, false) => Some("what this shows on a condition is read as shown always"),
        (false, true) => Some("its tabs are read as headings"),
        (false, false) => None,
    }
}

/// A dashboard of the second schema in the first one.
pub(crate) fn first(node: &Node) -> Node {
    let mut told = Made::new(node.span);
    for key in ["title", "description", "tags", "links", "editable", "liveNow", "preload"] {
        told.put_if(key, get(node, key).cloned());
    }
    told.put_if("graphTooltip", numbered(node, "cursorSync", &SYNCS));
    times(node, &mut told);
    told.put("schemaVersion", number(start(node), 42.0));
    // Of rows and tabs, too: in the first schema they are those of the whole.
    let inner = get(node, "layout").map(layout::variables).unwrap_or_default();
    let variables = all(node, "variables").chain(inner).map(variable::told).collect();
    told.put("templating", in_list(node, variables));
    let marks = all(node, "annotations").map(variable::annotation).collect();
    told.put("annotations", in_list(node, marks));
    told.put("panels", listed(start(node), layout::panels(node)));
    told.node()
}

/// How time is chosen.
fn times(node: &Node, told: &mut Made) {
    let Some(settings) = get(node, "timeSettings") else { return };
    let put = |to: &mut Made, names: &[(&str, &str)]| {
        for (from, name) in names {
            to.put_if(name, get(settings, from).filter(|value| value.value != Value::Null).cloned());
        }
    };
    let mut time = Made::new(settings.span);
    put(&mut time, &[("from", "from"), ("to", "to")]);
    told.put_map("time", time);
    put(
        told,
        &[
            ("timezone", "timezone"),
            ("autoRefresh", "refresh"),
            ("fiscalYearStartMonth", "fiscalYearStartMonth"),
            ("weekStart", "weekStart"),
        ],
    );
    let mut picker = Made::new(settings.span);
    put(
        &mut picker,
        &[
            ("autoRefreshIntervals", "refresh_intervals"),
            ("hideTimepicker", "hidden"),
            ("nowDelay", "nowDelay"),
            ("quickRanges", "quick_ranges"),
        ],
    );
    told.put_map("timepicker", picker);
}

fn in_list(node: &Node, all: Vec<Node>) -> Node {
    let mut list = Made::new(start(node));
    list.put("list", listed(start(node), all));
    list.node()
}

fn all<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n Node> {
    get(node, key).map_or(&[][..], items).iter()
}

/// The number that the first schema has for a word.
fn numbered(node: &Node, key: &str, words: &[&str]) -> Option<Node> {
    let value = get(node, key)?;
    let Value::Text(word) = &value.value else { return Some(value.clone()) };
    let at = words.iter().position(|known| known == word)?;
    #[expect(clippy::cast_precision_loss, reason = "there are a few words")]
    let at = at as f64;
    Some(number(value.span, at))
}

/// What a query asks, in each version of the schema: the type of its data source, that source, and the query itself.
fn asked(query: &Node, beside: &Node) -> (Option<Node>, Option<Node>) {
    // Once, the kind was the type of the data source, which stood beside the query.
    let of = get(query, "group")
        .or_else(|| get(query, "kind"))
        .filter(|of| of.value != Value::Text("DataQuery".into()));
    let mut source = Made::new(query.span);
    source.put_if("type", of.filter(|of| of.value != Value::Text(String::new())).cloned());
    source.put_if("uid", path(query, &["datasource", "name"]).cloned());
    let source = match get(beside, "datasource") {
        Some(source) if source.value != Value::Null => Some(source.clone()),
        _ => (!source.is_empty()).then(|| source.node()),
    };
    (source, get(query, "spec").cloned())
}

fn start(node: &Node) -> Span {
    Span { end: node.span.start, ..node.span }
}

/// A word at the place of a node.
fn named(node: &Node, word: &str) -> Node {
    made(start(node), word)
}
