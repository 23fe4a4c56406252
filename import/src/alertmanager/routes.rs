//! The tree of routes, and inhibitions.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use super::matchers::{self, Keys, OF_ROUTE, OF_SOURCE, OF_TARGET, Problem};
use super::unsaid::Unsaid;
use crate::purpose::Purpose;
use crate::tree::{Made, entries, get, list, made, said, text, text_at};

/// What is not about which alerts a route takes.
const WAITS: [&str; 3] = ["group_wait", "group_interval", "repeat_interval"];

/// The keys of a route.
const KEYS: [&str; 12] = [
    "receiver",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "continue",
    "active_time_intervals",
    "mute_time_intervals",
    "routes",
    "match",
    "match_re",
    "matchers",
];

/// Puts the tree and the inhibitions of a configuration under the keys of a spec.
pub(super) fn told(source: &Source, config: &Node, purpose: Purpose, told: &mut Made, unsaid: &mut Unsaid) {
    let nothing = Node { span: config.span, value: Value::Map(Vec::new()) };
    let root = get(config, "route").unwrap_or(&nothing);
    told.put_text("receiver", text_at(source, root, "receiver"));
    // Without a list all alerts are one group; a spec would group them by name.
    let by = get(root, "group_by").cloned();
    told.put("group_by", by.unwrap_or(Node { span: root.span, value: Value::List(Vec::new()) }));
    waits(source, root, told);
    others(root, unsaid);
    put_list(told, "routes", root.span, routes(source, root, purpose, unsaid));
    let inhibitions =
        list(config, "inhibit_rules").iter().filter_map(|rule| match inhibition(source, rule) {
            Ok(node) => Some(node),
            Err((_, reason)) => {
                unsaid.add(rule.span, reason);
                None
            }
        });
    let inhibitions: Vec<Node> = inhibitions.collect();
    put_list(told, "inhibit", config.span, inhibitions);
}

fn put_list(made: &mut Made, key: &str, span: Span, items: Vec<Node>) {
    if !items.is_empty() {
        made.put(key, Node { span, value: Value::List(items) });
    }
}

fn others(route: &Node, unsaid: &mut Unsaid) {
    for (key, _) in entries(route).iter().filter(|(key, _)| !KEYS.contains(&key.value.as_str())) {
        unsaid.add(key.span, format!("`{}` of a route is not said by a spec", key.value));
    }
}

/// The routes within one.
fn routes(source: &Source, around: &Node, purpose: Purpose, unsaid: &mut Unsaid) -> Vec<Node> {
    let mut all = Vec::new();
    for route in list(around, "routes") {
        let mut made = Made::new(route.span);
        let conditions = matchers::of(source, route, OF_ROUTE);
        match conditions.and_then(|conditions| matchers::put(&conditions, &mut made)) {
            Ok(()) => {}
            // It is the route that is missing.
            Err((_, reason)) => {
                unsaid.add(route.span, reason);
                if purpose == Purpose::Import {
                    continue;
                }
                // Nothing is known of what it takes.
                made = Made::new(route.span);
                made.put("continue", Node { span: route.span, value: Value::Bool(true) });
            }
        }
        all.push(one(source, route, purpose, made, unsaid));
    }
    all
}

/// The rest of a route, of which the conditions are told.
fn one(source: &Source, route: &Node, purpose: Purpose, mut made: Made, unsaid: &mut Unsaid) -> Node {
    made.put_text("receiver", text_at(source, route, "receiver").filter(|name| !name.value.is_empty()));
    let goes_on = get(route, "continue").filter(|flag| flag.value == Value::Bool(true));
    if !made.has("continue") {
        made.put_if("continue", goes_on.cloned());
    }
    for (theirs, ours) in [("active_time_intervals", "active"), ("mute_time_intervals", "muted")] {
        match list(route, theirs) {
            [] => {}
            [one] => made.put(ours, one.clone()),
            several => put_list(&mut made, ours, route.span, several.to_vec()),
        }
    }
    // An empty list is inherited, as none is.
    put_list(&mut made, "group_by", route.span, list(route, "group_by").to_vec());
    waits(source, route, &mut made);
    others(route, unsaid);
    put_list(&mut made, "routes", route.span, routes(source, route, purpose, unsaid));
    made.node()
}

fn waits(source: &Source, route: &Node, into: &mut Made) {
    for key in WAITS {
        let Some(wait) = get(route, key).and_then(|wait| text(source, wait)) else { continue };
        let node = if wait.value.trim() == "0" { made(wait.span, "0s") } else { said(wait) };
        into.put(key, node);
    }
}

fn inhibition(source: &Source, rule: &Node) -> Result<Node, Problem> {
    let mut made = Made::new(rule.span);
    made.put("when", side(source, rule, OF_SOURCE)?);
    made.put("silence", side(source, rule, OF_TARGET)?);
    put_list(&mut made, "equal", rule.span, list(rule, "equal").to_vec());
    Ok(made.node())
}

/// A side of an inhibition: a name alone, or what its alerts have in common.
fn side(source: &Source, rule: &Node, keys: Keys) -> Result<Node, Problem> {
    let conditions = matchers::of(source, rule, keys)?;
    let Some(first) = conditions.first() else {
        return Err((rule.span, "a spec has no inhibition in which one side is every alert".to_owned()));
    };
    let mut made = Made::new(first.span);
    matchers::put(&conditions, &mut made)?;
    let node = made.node();
    match entries(&node) {
        [(key, alert)] if key.value == "alert" => Ok(alert.clone()),
        _ => Ok(node),
    }
}
