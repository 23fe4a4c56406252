//! Who is told.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use super::destinations::Destination;
use super::facts::{KINDS, row, sends_resolved};
use super::files::Files;
use super::unsaid::Unsaid;
use crate::tree::{Made, Text, entries, get, items, list, text_at};

/// The names of all receivers; what they say is for nobody to check.
pub(super) fn names(source: &Source, config: &Node) -> Made {
    let mut all = Made::new(config.span);
    for receiver in list(config, "receivers") {
        let Some(name) = text_at(source, receiver, "name") else { continue };
        all.put_at(name, silent(receiver.span));
    }
    all
}

/// One that tells nobody.
fn silent(span: Span) -> Node {
    let mut made = Made::new(span);
    made.put("silent", Node { span, value: Value::Bool(true) });
    made.node()
}

/// All receivers.
pub(super) fn told<'s>(
    source: &'s Source,
    config: &Node,
    global: &Node,
    files: &mut Files<'s>,
    unsaid: &mut Unsaid,
) -> Made {
    let mut all = Made::new(config.span);
    let mut names = BTreeSet::new();
    for receiver in list(config, "receivers") {
        let Some(name) = text_at(source, receiver, "name") else {
            unsaid.add(receiver.span, "this receiver has no name");
            continue;
        };
        if !names.insert(name.value.clone()) {
            unsaid.add(name.span, "this name is taken by another receiver");
            continue;
        }
        let node = one(source, receiver, &name, global, files, unsaid);
        all.put_at(name, node);
    }
    all
}

/// A destination as it stands: its kind, and whether the end of alerts is told.
struct Stands<'n> {
    kind: &'n str,
    config: &'n Node,
    send_resolved: bool,
}

fn one<'s>(
    source: &'s Source,
    receiver: &Node,
    name: &Text,
    global: &Node,
    files: &mut Files<'s>,
    unsaid: &mut Unsaid,
) -> Node {
    let mut stand = Vec::new();
    for (key, configs) in entries(receiver).iter().filter(|(key, _)| key.value != "name") {
        let Some(kind) = key.value.strip_suffix("_configs") else {
            unsaid.add(key.span, format!("`{}` of a receiver is not said by a spec", key.value));
            continue;
        };
        if !KINDS.contains(&kind) && row(kind).is_none() && configs.value != Value::Null {
            unsaid.add(key.span, format!("a spec has no destinations of the kind `{}`", key.value));
            continue;
        }
        stand.extend(items(configs).iter().map(|config| {
            let said = get(config, "send_resolved").map(|said| &said.value);
            let send_resolved = match said {
                Some(Value::Bool(flag)) => *flag,
                _ => sends_resolved(kind),
            };
            Stands { kind, config, send_resolved }
        }));
    }
    // A receiver says once for all of its destinations whether the end of alerts is told.
    let all_send = stand.iter().any(|one| one.send_resolved);
    let mut made = Made::new(receiver.span);
    let mut by_kind: Vec<(&str, Vec<Node>)> = Vec::new();
    for one in &stand {
        let mut raw = Made::new(one.config.span);
        if one.send_resolved != all_send {
            raw.put("send_resolved", Node { span: one.config.span, value: Value::Bool(one.send_resolved) });
        }
        let mut destination = Destination {
            source,
            kind: one.kind,
            receiver: &name.value,
            global,
            files: &mut *files,
            unsaid: &mut *unsaid,
        };
        match destination.told(one.config, raw) {
            Ok(node) => match by_kind.iter_mut().find(|(kind, _)| *kind == one.kind) {
                Some((_, nodes)) => nodes.push(node),
                None => by_kind.push((one.kind, vec![node])),
            },
            Err((place, reason)) => unsaid.add(place, reason),
        }
    }
    if by_kind.is_empty() {
        return silent(receiver.span);
    }
    for (kind, mut nodes) in by_kind {
        let node = match nodes.len() {
            1 => nodes.remove(0),
            _ => Node { span: receiver.span, value: Value::List(nodes) },
        };
        made.put(kind, node);
    }
    if !all_send {
        made.put("send_resolved", Node { span: receiver.span, value: Value::Bool(false) });
    }
    made.node()
}
