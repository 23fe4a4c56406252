//! `mutual-inhibition`: alerts that silence each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::{rules, suggest};

/// Who silences whom, and where that is said.
pub(super) type Edges<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Span>>;

/// Looks for alerts that silence each other.
pub(super) fn check(edges: &Edges<'_>, sink: &mut Sink) {
    let mut said = BTreeSet::new();
    for (alert, silenced) in edges {
        for (other, place) in silenced {
            let Some(way) = path(edges, other, alert) else { continue };
            if way.iter().any(|name| said.contains(name)) {
                continue;
            }
            said.extend(way.iter().copied());
            let message = format!(
                "{} inhibit each other: if all of them fire, no notification is sent",
                suggest::list(way.iter().copied())
            );
            let diagnostic = Diagnostic::new(&rules::MUTUAL_INHIBITION, *place, message);
            sink.report(
                diagnostic
                    .help("keep only the direction in which the more important alert inhibits the other"),
            );
        }
    }
}

/// The alerts on the shortest way from one to another, both included.
fn path<'a>(edges: &Edges<'a>, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([from]);
    while let Some(name) = queue.pop_front() {
        if name == to {
            let mut way = vec![to];
            while let Some(previous) = before.get(way[way.len() - 1]).filter(|_| way[way.len() - 1] != from) {
                way.push(previous);
            }
            way.reverse();
            return Some(way);
        }
        for next in edges.get(name).into_iter().flat_map(BTreeMap::keys) {
            if *next != from && !before.contains_key(next) {
                before.insert(next, name);
                queue.push_back(next);
            }
        }
    }
    None
}
