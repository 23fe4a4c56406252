//! `dead-inhibition`: an inhibition that can silence nothing.

use std::collections::BTreeSet;

use super::known::{Alerts, Holds, Known};
use super::mutual_inhibition::Edges;
use super::reach::Reach;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Inhibition, Matchers, Notifications};
use crate::rules;
use crate::suggest;

/// Looks at all inhibitions; gives who silences whom.
pub(super) fn check<'a>(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'a>,
    sink: &mut Sink,
) -> Edges<'a> {
    let mut edges = Edges::new();
    for (inhibition, written) in notifications.inhibitions.iter().zip(&ast.inhibit) {
        let Some(sides) = sides(inhibition, written, alerts, sink) else { continue };
        if !all_labels_are_there(written, &sides, alerts, sink) {
            continue;
        }
        for target in &sides.silenced {
            let reasons: Vec<Option<Why<'_>>> = sides
                .sources
                .iter()
                .map(|source| never(inhibition, source, target, &written.equal))
                .collect();
            let all = reasons.iter().copied().collect::<Option<Vec<_>>>().filter(|_| !alerts.others_come());
            if let Some(why) = all.and_then(|all| all.first().copied()) {
                sink.report(dead(why, written, &sides.sources, target));
                break;
            }
            for (source, reason) in sides.sources.iter().zip(reasons) {
                if reason.is_none() && silences(inhibition, source, target) {
                    edges
                        .entry(&source.alert.name)
                        .or_default()
                        .insert(&target.alert.name, written.when.0.span);
                }
            }
        }
    }
    edges
}

/// Whether an alert silences another one, as far as conditions go: nothing is said where these may hold or not. An alert that both
/// sides match is silenced by none that both sides match.
fn silences(inhibition: &Inhibition, source: &Known<'_>, target: &Known<'_>) -> bool {
    let of = |known: &Known<'_>, side| Reach::new(&known.labels).matches(side);
    let (when, silence) = (&inhibition.when, &inhibition.silence);
    let is_apart = of(source, silence) == Holds::Never || of(target, when) == Holds::Never;
    of(source, when) == Holds::Always && of(target, silence) == Holds::Always && is_apart
}

/// Why an alert never silences another one.
#[derive(Clone, Copy)]
enum Why<'t> {
    /// This label is never equal on both.
    Differs(&'t Text),
    /// Both sides match both of them.
    Both,
}

fn never<'t>(
    inhibition: &Inhibition,
    source: &Known<'_>,
    target: &Known<'_>,
    equal: &'t [Text],
) -> Option<Why<'t>> {
    let is_on = |known: &Known<'_>, side| Reach::new(&known.labels).matches(side) == Holds::Always;
    if is_on(source, &inhibition.silence) && is_on(target, &inhibition.when) {
        return Some(Why::Both);
    }
    differs(source, target, equal).map(Why::Differs)
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
        alerts.iter().filter(|known| Reach::new(&known.labels).matches(matchers) != Holds::Never).collect()
    };
    let is_empty = |matchers: &Matchers| {
        alerts.labels().all(|labels| Reach::new(labels).matches(matchers) == Holds::Never)
    };
    let sides = Sides { sources: of(&inhibition.when), silenced: of(&inhibition.silence) };
    for (side, selection) in [(&inhibition.when, &written.when), (&inhibition.silence, &written.silence)] {
        if is_empty(side) {
            let message = "no alert matches here, so nothing is inhibited";
            let diagnostic = Diagnostic::new(&rules::DEAD_INHIBITION, selection.0.span, message);
            sink.report(diagnostic.help("take away a condition, or the inhibition"));
            return None;
        }
    }
    Some(sides)
}

/// A label that is on neither side is equal, as both are empty, and so says nothing.
fn all_labels_are_there(
    written: &ast::Inhibition,
    sides: &Sides<'_, '_>,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) -> bool {
    if alerts.others_come() {
        return true;
    }
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

fn dead(why: Why<'_>, written: &ast::Inhibition, sources: &[&Known<'_>], target: &Known<'_>) -> Diagnostic {
    let names = suggest::list(sources.iter().map(|known| known.alert.name.as_str()));
    let name = &target.alert.name;
    let label = match why {
        Why::Differs(label) => label,
        Why::Both => {
            let message = format!("both sides match `{name}`, so it is never silenced");
            return Diagnostic::new(&rules::DEAD_INHIBITION, written.silence.0.span, message)
                .note("an alert that both sides match is silenced by none that both sides match")
                .help("add a condition to one side, so that each alert is on one of them");
        }
    };
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
    Diagnostic::new(&rules::DEAD_INHIBITION, label.span, message)
        .note(kept)
        .help("name only labels that both sides have, or leave `equal` out: then one of the first silences all of the second")
}
