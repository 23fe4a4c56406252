//! `dead-inhibition`, `mutual-inhibition`.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Alerts, Holds, Known};
use super::reach::Reach;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Inhibition, Notifications};
use crate::rules;
use crate::source::Span;
use crate::suggest;

/// Who silences whom, and where that is said.
type Edges<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Span>>;

pub(super) fn check(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    let mut edges = Edges::new();
    for (inhibition, written) in notifications.inhibitions.iter().zip(&ast.inhibit) {
        let Some(sides) = sides(inhibition, written, alerts, sink) else { continue };
        if !all_labels_are_there(written, &sides, sink) {
            continue;
        }
        for target in &sides.silenced {
            let reasons: Vec<Option<&Text>> =
                sides.sources.iter().map(|source| differs(source, target, &written.equal)).collect();
            if let Some(label) =
                reasons.iter().copied().collect::<Option<Vec<_>>>().and_then(|all| all.first().copied())
            {
                dead(label, &sides.sources, target, sink);
                break;
            }
            for (source, reason) in sides.sources.iter().zip(reasons) {
                if reason.is_none() {
                    edges
                        .entry(&source.alert.name)
                        .or_default()
                        .insert(&target.alert.name, written.when.0.span);
                }
            }
        }
    }
    mutual(&edges, sink);
}

/// The alerts of both sides of an inhibition.
struct Sides<'k, 'a> {
    sources: Vec<&'k Known<'a>>,
    silenced: Vec<&'k Known<'a>>,
}

/// Reports a side that no alert is on.
fn sides<'k, 'a>(
    inhibition: &Inhibition,
    written: &ast::Inhibition,
    alerts: &'k Alerts<'a>,
    sink: &mut Sink,
) -> Option<Sides<'k, 'a>> {
    let of = |matchers| {
        alerts.iter().filter(|known| Reach::new(known).matches(matchers) != Holds::Never).collect()
    };
    let sides = Sides { sources: of(&inhibition.when), silenced: of(&inhibition.silence) };
    for (side, selection) in [(&sides.sources, &written.when), (&sides.silenced, &written.silence)] {
        if side.is_empty() {
            let message = "no alert matches here, so nothing is inhibited";
            let diagnostic = Diagnostic::new(&rules::DEAD_INHIBITION, selection.0.span, message);
            sink.report(diagnostic.help("take away a condition, or the inhibition"));
            return None;
        }
    }
    Some(sides)
}

/// A label that is on neither side is equal, as both are empty, and so says nothing.
fn all_labels_are_there(written: &ast::Inhibition, sides: &Sides<'_, '_>, sink: &mut Sink) -> bool {
    let all = || sides.sources.iter().chain(&sides.silenced);
    let mut are_there = true;
    for label in written.equal.iter().filter(|label| !all().any(|known| known.labels.may_have(label))) {
        let names: BTreeSet<&str> = all().flat_map(|known| known.labels.names()).collect();
        let message = format!("none of these alerts has the label `{}`", **label);
        let help = suggest::did_you_mean(label, names.iter().copied());
        let help = help.unwrap_or_else(|| format!("they have {}", suggest::list(names.iter().copied())));
        sink.report(Diagnostic::new(&rules::UNDEFINED_NAME, label.span, message).help(help));
        are_there = false;
    }
    are_there
}

/// The first label that can never be equal on two alerts.
fn differs<'t>(a: &Known<'_>, b: &Known<'_>, equal: &'t [Text]) -> Option<&'t Text> {
    equal.iter().find(|label| match (a.labels.get(label), b.labels.get(label)) {
        (Some(one), Some(other)) => one.certain && other.certain && one.values.is_disjoint(&other.values),
        (Some(one), None) => one.certain && !b.labels.is_open(),
        (None, Some(other)) => other.certain && !a.labels.is_open(),
        (None, None) => false,
    })
}

fn dead(label: &Text, sources: &[&Known<'_>], target: &Known<'_>, sink: &mut Sink) {
    let names = suggest::list(sources.iter().map(|known| known.alert.name.as_str()));
    let name = &target.alert.name;
    let message =
        format!("`{}` is never equal on {names} and `{name}`, so `{name}` is never silenced", **label);
    let lacks = |known: &&Known<'_>| !known.labels.may_have(label);
    let kept = if lacks(&target) {
        format!("`{name}` does not have the label")
    } else if let Some(source) = sources.iter().find(|source| lacks(source)) {
        format!("`{}` does not have the label", source.alert.name)
    } else {
        "both have the label, and never the same value".to_owned()
    };
    sink.report(
        Diagnostic::new(&rules::DEAD_INHIBITION, label.span, message)
            .note(kept)
            .help("name only labels that both sides have, or leave `equal` out: then one of the first silences all of the second"),
    );
}

/// Reports alerts that silence themselves or each other.
fn mutual(edges: &Edges<'_>, sink: &mut Sink) {
    let mut said = BTreeSet::new();
    for (alert, silenced) in edges {
        for (other, place) in silenced {
            let Some(way) = path(edges, other, alert) else { continue };
            if way.iter().any(|name| said.contains(name)) {
                continue;
            }
            said.extend(way.iter().copied());
            let message = match way.as_slice() {
                [one] => format!("`{one}` silences itself"),
                all => format!(
                    "{} inhibit each other: if all of them fire, no notification is sent",
                    suggest::list(all.iter().copied())
                ),
            };
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
