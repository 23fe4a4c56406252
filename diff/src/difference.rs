//! The facts of a thing, before and now.

use std::collections::{BTreeMap, BTreeSet};

use crate::aspect::{Aspect, Sort, Verb};
use crate::change::Change;
use crate::item::{Fact, Item, Value};
use crate::table::measured;

/// Notes a change, if it says something.
pub(crate) fn push(
    changes: &mut Vec<Change>,
    item: &Item,
    aspect: &'static Aspect,
    element: &str,
    verb: Verb,
    (was, is): (Vec<String>, Vec<String>),
) {
    if let Some(effect) = aspect.effect(verb) {
        let (name, element) = (item.shown.clone(), element.to_owned());
        changes.push(Change { aspect, effect, name, element, was, is, readers: Vec::new() });
    }
}

/// What tells the facts of a thing apart: of several that are called alike, their order.
type Key<'f> = (Sort, &'static str, &'f str, usize);

fn keyed(facts: &[Fact]) -> Vec<(Key<'_>, &Fact)> {
    let mut seen: BTreeMap<(Sort, &str, &str), usize> = BTreeMap::new();
    let mut keyed = Vec::new();
    for fact in facts {
        let key = (fact.aspect.sort, fact.aspect.name, fact.element.as_str());
        let count = seen.entry(key).and_modify(|count| *count += 1).or_insert(0);
        keyed.push(((key.0, key.1, key.2, *count), fact));
    }
    keyed
}

/// Notes what differs between the facts of a thing.
pub(crate) fn of_facts(item: &Item, old: &[Fact], new: &[Fact], changes: &mut Vec<Change>) {
    let (old, new) = (keyed(old), keyed(new));
    let of_new: BTreeMap<Key<'_>, &Fact> = new.iter().copied().collect();
    let of_old: BTreeSet<Key<'_>> = old.iter().map(|(key, _)| *key).collect();
    let mut found = Vec::new();
    for (key, before) in &old {
        let Fact { aspect, element, value } = before;
        match of_new.get(key) {
            Some(now) => of_values(item, (aspect, element), (value, &now.value), &mut found),
            None if matches!(value, Value::Set(_)) => {}
            None => push(&mut found, item, aspect, element, Verb::Removed, (shown(value), Vec::new())),
        }
    }
    let fresh =
        new.iter().filter(|(key, fact)| !of_old.contains(key) && !matches!(fact.value, Value::Set(_)));
    for (_, Fact { aspect, element, value }) in fresh {
        push(&mut found, item, aspect, element, Verb::Added, (Vec::new(), shown(value)));
    }
    renamed_label(&mut found, &old, &new);
    changes.append(&mut found);
}

fn shown(value: &Value) -> Vec<String> {
    match value {
        Value::Text { shown, .. } => vec![shown.clone()],
        Value::Set(values) => values.clone(),
        Value::Unshown(_) => Vec::new(),
    }
}

fn of_values(
    item: &Item,
    (aspect, element): (&'static Aspect, &str),
    (old, new): (&Value, &Value),
    found: &mut Vec<Change>,
) {
    match (old, new) {
        (Value::Set(old), Value::Set(new)) => {
            let gone = rest(old, new);
            let fresh = rest(new, old);
            // As many as before, in their order: each is what it was, changed.
            if gone.len() == fresh.len() && aspect.effect(Verb::Changed).is_some() {
                for (was, is) in gone.into_iter().zip(fresh) {
                    push(found, item, aspect, element, Verb::Changed, (vec![was], vec![is]));
                }
                return;
            }
            if !gone.is_empty() {
                push(found, item, aspect, element, Verb::Removed, (gone, Vec::new()));
            }
            if !fresh.is_empty() {
                push(found, item, aspect, element, Verb::Added, (Vec::new(), fresh));
            }
        }
        (Value::Text { key, .. }, Value::Text { key: now, .. }) if key == now => {}
        (old, new) if old == new => {}
        (old, new) => push(found, item, aspect, element, Verb::Changed, (shown(old), shown(new))),
    }
}

/// What is in one list and not in another, each as often.
fn rest(these: &[String], others: &[String]) -> Vec<String> {
    let mut others: Vec<&String> = others.iter().collect();
    let mut rest = Vec::new();
    for one in these {
        match others.iter().position(|other| *other == one) {
            Some(at) => drop(others.swap_remove(at)),
            None => rest.push(one.clone()),
        }
    }
    rest
}

/// A label of a metric that is gone, and a new one with the same values, are one with another name, if no others are.
fn renamed_label(found: &mut Vec<Change>, old: &[(Key<'_>, &Fact)], new: &[(Key<'_>, &Fact)]) {
    let is_label = |change: &&Change, verb: Verb| {
        change.aspect.is(&measured::METRIC_LABEL) && change.effect.verb == verb
    };
    let one = |verb: Verb| {
        let mut all = found.iter().filter(|change| is_label(change, verb));
        Some(all.next()?.element.clone()).filter(|_| all.next().is_none())
    };
    let (Some(gone), Some(fresh)) = (one(Verb::Removed), one(Verb::Added)) else { return };
    let of = |facts: &[(Key<'_>, &Fact)], label: &str| {
        let its = facts.iter().filter(|(_, fact)| fact.element == label);
        format!("{:?}", its.map(|(_, fact)| (fact.aspect.name, &fact.value)).collect::<Vec<_>>())
    };
    let Some(effect) = measured::METRIC_LABEL.effect(Verb::Renamed) else { return };
    if of(old, &gone) == of(new, &fresh) {
        found.retain(|change| !is_label(&change, Verb::Added));
        for change in found.iter_mut().filter(|change| change.aspect.is(&measured::METRIC_LABEL)) {
            change.effect = effect;
            change.was = vec![gone.clone()];
            change.is = vec![fresh.clone()];
        }
    }
}
