//! What the files of people are, by their names and keys.

use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{get, items, list, word};
use crate::unfilled::is_template;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Groups of rules of Prometheus.
    Rules,
    /// A dashboard of Grafana.
    Dashboard,
    /// A configuration of an Alertmanager.
    Alertmanager,
    /// A configuration of a Prometheus.
    Prometheus,
    /// Tests of rules, for promtool.
    RuleTests,
}

/// What a document is, by its keys.
pub(crate) fn kind(node: &Node) -> Option<Kind> {
    let has = |key: &str| get(node, key).is_some();
    let are_groups = || list(node, "groups").iter().any(|group| get(group, "rules").is_some());
    // It reads logs, from jobs of the same notation.
    let is_of_promtail = has("clients") || has("positions");
    if has("rule_files") && has("tests") {
        Some(Kind::RuleTests)
    } else if are_groups() && !is_of_grafana(node) {
        Some(Kind::Rules)
    } else if has("route") && has("receivers") {
        Some(Kind::Alertmanager)
    } else if (has("scrape_configs") || has("rule_files")) && !is_of_promtail {
        Some(Kind::Prometheus)
    } else if (has("panels") || has("rows")) && (has("title") || has("schemaVersion")) {
        Some(Kind::Dashboard)
    } else {
        None
    }
}

/// Whether groups of rules are those of Grafana's own alerting, which asks data sources of all kinds.
pub(crate) fn is_of_grafana(node: &Node) -> bool {
    let is_one = |rule: &Node| get(rule, "data").is_some() && get(rule, "expr").is_none();
    list(node, "groups").iter().flat_map(|group| list(group, "rules")).any(is_one)
}

/// Whether a list is one of groups of rules, which a program puts into a file of rules.
pub(crate) fn are_groups(node: &Node) -> bool {
    let is_rule = |rule: &Node| {
        get(rule, "expr").is_some() && ["alert", "record"].into_iter().any(|key| get(rule, key).is_some())
    };
    let is_group = |group: &Node| get(group, "name").is_some() && list(group, "rules").iter().any(is_rule);
    !items(node).is_empty() && items(node).iter().all(is_group)
}

/// How deep rules may stand inside of something else.
const MAX_DEPTH: usize = 16;

/// The rules and the configurations of an Alertmanager that stand inside of something else, as values of a chart do.
pub(crate) fn inside(node: &Node) -> Vec<(Kind, Node)> {
    let mut found = Vec::new();
    find(node, 0, &mut found);
    found
}

fn find(node: &Node, depth: usize, found: &mut Vec<(Kind, Node)>) {
    if depth == MAX_DEPTH {
        return;
    }
    match &node.value {
        Value::Map(_) if get(node, "groups").is_some_and(are_groups) => {
            found.push((Kind::Rules, node.clone()));
        }
        Value::Map(_) if is_alertmanager(node) => found.push((Kind::Alertmanager, node.clone())),
        Value::Map(entries) => entries.iter().for_each(|(_, inner)| find(inner, depth + 1, found)),
        Value::List(nodes) => nodes.iter().for_each(|inner| find(inner, depth + 1, found)),
        _ => {}
    }
}

/// Whether this is the configuration of an Alertmanager for certain: its route names one of its receivers.
fn is_alertmanager(node: &Node) -> bool {
    let receiver = get(node, "route").and_then(|route| word(route, "receiver"));
    receiver.is_some_and(|named| list(node, "receivers").iter().any(|one| word(one, "name") == Some(named)))
}

/// The same groups as the file that comes of them.
pub(crate) fn of_groups(groups: Node) -> Node {
    let place = Span { end: groups.span.start, ..groups.span };
    let key = Spanned::new("groups".to_owned(), place);
    Node { span: groups.span, value: Value::Map(vec![(key, groups)]) }
}

/// Whether a text that cannot be read looks like rules or a dashboard, and not like a template that has still to be filled in.
pub(crate) fn is_of_monitoring(text: &str, is_json: bool) -> bool {
    let has = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let looks_so = if is_json {
        text.trim_start().starts_with(['{', '[']) && has(&["\"panels\"", "\"alert\"", "\"record\""])
    } else {
        has(&["alert:", "record:", "\"panels\""])
    };
    looks_so && !is_template(text)
}

/// Whether a file can hold monitoring, by its name.
pub(crate) fn is_text(name: &str) -> bool {
    has_extension(name, &["yaml", "yml", "rules", "rule"])
}

/// Whether a text is JSON, by its name or by how it begins.
pub(crate) fn is_json(name: &str, text: &str) -> bool {
    has_extension(name, &["json"])
        || (!has_extension(name, &["yaml", "yml"]) && text.trim_start().starts_with('{'))
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extensions.contains(&extension.as_str()))
}
