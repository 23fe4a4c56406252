//! From two models to changes: things are matched by their names, then their facts compared.

use std::collections::BTreeMap;

use gaugewright_spec::model::Spec;

use crate::aspect::{Aspect, Sort, Verb};
use crate::change::Change;
use crate::consequences::without_consequences;
use crate::difference::{of_facts, push};
use crate::facts;
use crate::item::Item;
use crate::names::Names;
use crate::readers::Readers;
use crate::table::{self, alerting, drawn};

/// What changed in meaning, the worst first, each with those of the old spec who read it.
pub fn diff(old: &Spec, new: &Spec) -> Vec<Change> {
    let mut names = Names::new(old, new);
    let mut changes = Vec::new();
    for take in facts::ALL {
        let pairs = pairs(take(old, &names), take(new, &Names::default()));
        for pair in &pairs {
            if let (Some(before), Some(now), true) = (&pair.old, &pair.new, pair.is_renamed) {
                names.rename(old, before.aspect.sort, &before.title, &now.title);
            }
            of_pair(pair, &mut changes);
        }
    }
    let mut changes = without_consequences(changes);
    let order: BTreeMap<String, usize> =
        table::all().enumerate().map(|(at, aspect)| (aspect.code(Verb::Changed), at)).collect();
    let place = |change: &Change| order.get(&change.aspect.code(Verb::Changed)).copied();
    changes.sort_by_key(|change| (std::cmp::Reverse(change.class()), place(change)));
    Readers::of(old, None).fill(old, &mut changes);
    changes
}

/// A thing in both models, or in one.
struct Pair {
    old: Option<Item>,
    new: Option<Item>,
    is_renamed: bool,
}

fn pairs(old: Vec<Item>, new: Vec<Item>) -> Vec<Pair> {
    let mut old: Vec<Option<Item>> = old.into_iter().map(Some).collect();
    let mut pairs: Vec<Pair> =
        new.into_iter().map(|item| Pair { old: None, new: Some(item), is_renamed: false }).collect();
    // Of several things of one name those belong together that are equal.
    same(&mut old, &mut pairs, false, |item| item.title.clone() + "\n" + &says(item));
    same(&mut old, &mut pairs, false, |item| item.name.clone());
    same(&mut old, &mut pairs, false, |item| item.title.clone());
    same(&mut old, &mut pairs, true, says);
    // What is gone comes where it was.
    pairs.extend(old.into_iter().flatten().map(|item| Pair {
        old: Some(item),
        new: None,
        is_renamed: false,
    }));
    pairs
}

/// Matches things that agree in something in which no others of their model do.
fn same(old: &mut [Option<Item>], pairs: &mut [Pair], renames: bool, key: impl Fn(&Item) -> String) {
    let may = |item: &Item| !renames || item.aspect.effect(Verb::Renamed).is_some();
    let mut of_old: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, item) in old.iter().enumerate() {
        if let Some(item) = item.as_ref().filter(|item| may(item)) {
            of_old.entry(key(item)).or_default().push(at);
        }
    }
    let mut of_new: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.old.is_none()) {
        if let Some(item) = pair.new.as_ref().filter(|item| may(item)) {
            of_new.entry(key(item)).or_default().push(at);
        }
    }
    for (key, news) in of_new {
        if let ([new], Some([before])) = (news.as_slice(), of_old.get(&key).map(Vec::as_slice)) {
            pairs[*new].old = old[*before].take();
            pairs[*new].is_renamed = renames;
        }
    }
}

/// All that a thing says but for its name, and for what follows from that.
fn says(item: &Item) -> String {
    let follows: [&Aspect; 4] = [
        &alerting::ALERT_RECEIVERS,
        &alerting::ALERT_TIMES,
        &alerting::ALERT_GROUPING,
        &drawn::VARIABLE_LABEL,
    ];
    let own = item.facts.iter().filter(|fact| !follows.iter().any(|other| other.is(fact.aspect)));
    let board = if item.aspect.sort == Sort::Panel || item.aspect.sort == Sort::Variable {
        item.name.split(": ").next().unwrap_or_default()
    } else {
        ""
    };
    format!(
        "{board} {} {:?}",
        item.identity,
        own.map(|fact| (fact.aspect.name, &fact.element, &fact.value)).collect::<Vec<_>>()
    )
}

fn of_pair(pair: &Pair, changes: &mut Vec<Change>) {
    match (&pair.old, &pair.new) {
        (Some(old), Some(new)) => {
            if pair.is_renamed {
                push(
                    changes,
                    old,
                    old.aspect,
                    "",
                    Verb::Renamed,
                    (vec![old.title.clone()], vec![new.title.clone()]),
                );
            }
            of_facts(old, &old.facts, &new.facts, changes);
        }
        // Where there is no row for the thing itself, what it says is new, or gone.
        (Some(old), None) if !old.aspect.name.is_empty() => of_facts(old, &old.facts, &[], changes),
        (None, Some(new)) if !new.aspect.name.is_empty() => of_facts(new, &[], &new.facts, changes),
        (Some(old), None) => push(changes, old, old.aspect, "", Verb::Removed, Default::default()),
        (None, Some(new)) => push(changes, new, new.aspect, "", Verb::Added, Default::default()),
        (None, None) => {}
    }
}
