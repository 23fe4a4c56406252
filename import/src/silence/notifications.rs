//! What is found in `notifications` and cannot be silenced.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

use super::{LeftOut, covers};
use crate::tree::items;

/// Mends what is found in `notifications`, if that can be: that an alert is not there means that it comes from elsewhere; what
/// no spec can say is taken out. Says whether it was.
pub(super) fn mended(
    sections: &mut [Entry],
    finding: &Diagnostic,
    others_come: bool,
    left_out: &mut Vec<LeftOut>,
) -> bool {
    const OF_ALERTS: [&str; 3] = ["undefined-name", "dead-route", "dead-inhibition"];
    let place = finding.span();
    let Some((_, node)) =
        sections.iter_mut().find(|entry| entry.0.value == "notifications" && covers(entry, place))
    else {
        return false;
    };
    let Value::Map(keys) = &mut node.value else { return false };
    if OF_ALERTS.contains(&finding.rule.code) && !others_come {
        let nowhere = Span::new(0, 0);
        if !keys.iter().any(|(key, _)| key.value == OTHERS) {
            let yes = Node { span: nowhere, value: Value::Bool(true) };
            keys.insert(0, (Spanned::new(OTHERS.to_owned(), nowhere), yes));
        }
        return true;
    }
    if !finding.rule.is_fixed {
        return false;
    }
    let Some((key, part)) = keys.iter_mut().find(|entry| covers(entry, place)) else { return false };
    match (&mut part.value, key.value.as_str()) {
        (Value::Map(receivers), "receivers") => {
            let Some((name, receiver)) = receivers.iter_mut().find(|entry| covers(entry, place)) else {
                return false;
            };
            without_destination(receiver, place);
            left_out.push(LeftOut::new(name.value.clone(), finding));
            true
        }
        (Value::List(_), "routes" | "inhibit") if finding.rule.code == "bad-value" => {
            left_out.push(LeftOut::new(key.value.clone(), finding));
            without_item(part, place)
        }
        _ => false,
    }
}

/// The spec without alerts from elsewhere, if it says that some come.
pub(crate) fn without_others(mut root: Node) -> Option<Node> {
    let Value::Map(sections) = &mut root.value else { return None };
    let (_, notifications) = sections.iter_mut().find(|(key, _)| key.value == "notifications")?;
    let Value::Map(keys) = &mut notifications.value else { return None };
    let before = keys.len();
    keys.retain(|(key, _)| key.value != OTHERS);
    (keys.len() < before).then_some(root)
}

/// The key of a spec that says so.
pub(super) const OTHERS: &str = "other_alerts";

/// Takes the destination at a place out of a receiver. One that has none tells nobody.
fn without_destination(receiver: &mut Node, place: Span) {
    let span = receiver.span;
    let Value::Map(kinds) = &mut receiver.value else { return };
    // What is not there any more was taken out for another reason.
    if let Some(at) = kinds.iter().position(|entry| covers(entry, place)) {
        let is_list = matches!(kinds[at].1.value, Value::List(_));
        if is_list {
            without_item(&mut kinds[at].1, place);
        }
        if !is_list || items(&kinds[at].1).is_empty() {
            kinds.remove(at);
        }
    }
    if kinds.iter().all(|(key, _)| key.value == "send_resolved") {
        let silent = Spanned::new("silent".to_owned(), span);
        *kinds = vec![(silent, Node { span, value: Value::Bool(true) })];
    }
}

/// Takes out the innermost item of a list of routes that is around a place.
fn without_item(node: &mut Node, place: Span) -> bool {
    let Value::List(items) = &mut node.value else { return false };
    let is_around = |item: &Node| item.span.start <= place.start && place.start <= item.span.end;
    let Some(at) = items.iter().position(is_around) else { return false };
    let within = match &mut items[at].value {
        Value::Map(keys) => keys.iter_mut().find(|(key, _)| key.value == "routes").map(|(_, routes)| routes),
        _ => None,
    };
    if !within.is_some_and(|routes| without_item(routes, place)) {
        items.remove(at);
    }
    true
}
