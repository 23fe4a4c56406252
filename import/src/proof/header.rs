//! What a dashboard says of itself, and what stands above its panels: variables, links, and marks over all panels.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::HeaderPart;
use gaugewright_spec::parallel;
use gaugewright_spec::source::{Source, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use super::Difference;
use super::facts::{Fact, Sort, normal};
use crate::boards;
use crate::inputs::Inputs;
use crate::panels::canonical;
use crate::tree::{entries, get, text_at, word};
use crate::variables::{self, DataSources};

/// What stands above the panels of all dashboards.
pub(super) fn of(inputs: &Inputs) -> Vec<Fact> {
    let source = &inputs.source;
    let fact = |board: &str, (sort, name, node, says): Part<'_>| Fact {
        sort,
        name: if sort == Sort::Dashboard { board.to_owned() } else { format!("{board}: {name}") },
        group: board.to_owned(),
        place: crate::exact_place(source, node.span),
        says,
    };
    let boards = boards::titled(inputs);
    let facts = parallel::map(&boards, |(document, title)| {
        parts(source, document).into_iter().map(|part| fact(title, part)).collect::<Vec<_>>()
    });
    facts.into_iter().flatten().collect()
}

/// What it is, its name, where it stands, and what it says.
type Part<'n> = (Sort, String, &'n Node, BTreeMap<String, String>);

fn parts<'n>(source: &Source, document: &'n Node) -> Vec<Part<'n>> {
    let sources = variables::data_sources(document);
    let named = variables::named(source, document).into_iter().map(|(name, node)| {
        let is_foreign = sources.kind(node).is_some_and(|kind| kind != PROMETHEUS);
        (Sort::Variable, format!("${}", name.value), node, variables::facts::says(source, node, is_foreign))
    });
    let links = boards::links(document).iter().map(|node| {
        let title = word(node, "title").filter(|title| !title.is_empty());
        let url = || word(node, "url").unwrap_or("a link");
        (Sort::Link, title.unwrap_or_else(url).to_owned(), node, link(node))
    });
    let marks = boards::marks(document).map(|node| {
        (
            Sort::Annotation,
            word(node, "name").unwrap_or_default().to_owned(),
            node,
            marks(source, &sources, node),
        )
    });
    let settings = boards::settings(source, document);
    let says = settings.into_iter().map(|(key, (says, _))| (key.to_owned(), says)).collect();
    let own = (Sort::Dashboard, String::new(), document, says);
    std::iter::once(own).chain(named).chain(links).chain(marks).collect()
}

const PROMETHEUS: &str = "prometheus";

/// What a link says: to one place, or to all dashboards with its tags.
fn link(node: &Node) -> BTreeMap<String, String> {
    let is_menu = word(node, "type") == Some("dashboards");
    let unread: &[&str] = if is_menu { &["icon", "url", "tooltip"] } else { &["tags", "asDropdown"] };
    filled(node, unread)
}

/// What marks say.
fn marks(source: &Source, sources: &DataSources<'_>, node: &Node) -> BTreeMap<String, String> {
    let mut says = filled(node, &["limit", "showIn"]);
    if get(node, "enable").is_some_and(|on| on.value == Value::Bool(false)) {
        says.insert("enable".to_owned(), "false".to_owned());
    } else {
        says.remove("enable");
    }
    if get(node, "builtIn").is_none() && sources.kind(node).is_none_or(|kind| kind == PROMETHEUS) {
        says.remove("datasource");
        says.remove("type");
    }
    for (key, form) in [
        ("expr", normal as fn(&str) -> String),
        ("titleFormat", super::texts::normal),
        ("textFormat", super::texts::normal),
    ] {
        if let Some(text) = text_at(source, node, key).filter(|text| !text.value.is_empty()) {
            says.insert(key.to_owned(), form(&text.value));
        }
    }
    if let Some(time) =
        text_at(source, node, "step").and_then(|step| crate::durations::milliseconds(&step.value))
    {
        says.insert("step".to_owned(), format!("{time}ms"));
    }
    says
}

/// All keys that say something, but these.
fn filled(node: &Node, unread: &[&str]) -> BTreeMap<String, String> {
    let read = entries(node).iter().filter(|(key, _)| !unread.contains(&key.as_str()));
    let said = read.map(|(key, node)| (key.value.clone(), canonical(node)));
    said.filter(|(_, said)| !["null", "\"\"", "[]", "{}", "false"].contains(&said.as_str())).collect()
}

/// What has to stand beside the keys of a spec for something above the panels of these dashboards to say all that it said; nothing if a spec
/// decides one of them.
pub(crate) fn beside_header(
    inputs: &Inputs,
    titles: &BTreeSet<String>,
    differing: &BTreeMap<String, (Sort, &[Difference])>,
) -> BTreeMap<String, Node> {
    let source = &inputs.source;
    let mut found = BTreeMap::new();
    if differing.is_empty() {
        return found;
    }
    for document in boards::titled_among(inputs, titles) {
        for (.., node, _) in parts(source, document) {
            let place = crate::exact_place(source, node.span);
            let Some((sort, differences)) = differing.get(&place) else { continue };
            let keys = match sort {
                Sort::Dashboard => beside_settings(source, node, differences),
                _ => beside(node, *sort, differences),
            };
            if let Some(keys) = keys {
                found.insert(place, keys);
            }
        }
    }
    found
}

/// The settings of a dashboard that no key of a spec says; nothing if a spec decides all that differs.
fn beside_settings(source: &Source, document: &Node, differences: &[Difference]) -> Option<Node> {
    let settings = boards::settings(source, document);
    let mut keys = crate::tree::Made::new(document.span);
    for key in differences.iter().map(|difference| difference.key.as_str()) {
        let is_free = !gaugewright_spec::decides_in_header(HeaderPart::Settings, key);
        keys.put_if(key, settings.get(key).filter(|_| is_free).map(|(_, node)| node.clone()));
    }
    (!keys.is_empty()).then(|| keys.node())
}

fn beside(node: &Node, sort: Sort, differences: &[Difference]) -> Option<Node> {
    let part = match sort {
        Sort::Variable => HeaderPart::Variable,
        Sort::Link => HeaderPart::Link,
        _ => HeaderPart::Annotation,
    };
    let mut keys = Vec::new();
    for difference in differences {
        if gaugewright_spec::decides_in_header(part, &difference.key) {
            return None;
        }
        let unsaid = || {
            let value = match difference.is.as_deref() {
                Some("true") => Value::Bool(false),
                Some(text) if text.starts_with('"') => Value::Text(String::new()),
                _ => Value::Null,
            };
            Node { span: node.span, value }
        };
        let value = get(node, &difference.key).cloned().unwrap_or_else(unsaid);
        keys.push((Spanned::new(difference.key.clone(), node.span), value));
    }
    Some(Node { span: node.span, value: Value::Map(keys) })
}
