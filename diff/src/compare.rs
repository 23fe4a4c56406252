//! From two models to changes: things are matched by their names, then their facts compared.

use std::collections::BTreeMap;

use gaugewright_spec::model::Spec;

use crate::aspect::{Aspect, Sort, Verb};
use crate::change::Change;
use crate::consequences::without_consequences;
use crate::difference::{of_facts, push};
use crate::facts;
use crate::item::{Fact, Item};
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
    // Of several things of one name those belong together that are equal, and then those that are most alike.
    same(&mut old, &mut pairs, false, |item| item.title.clone() + "\n" + &says(item));
    alike(&mut old, &mut pairs);
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
    let may = |item: &&Item| !renames || item.aspect.effect(Verb::Renamed).is_some();
    let of_old = by_key(old.iter().map(|item| item.as_ref().filter(may)), &key);
    let of_new = by_key(unmatched(pairs).map(|item| item.filter(may)), &key);
    for (key, news) in of_new {
        if let ([new], Some([before])) = (news.as_slice(), of_old.get(&key).map(Vec::as_slice)) {
            pairs[*new].old = old[*before].take();
            pairs[*new].is_renamed = renames;
        }
    }
}

/// Of so many pairs at most it is seen how much alike they are.
const MAX_PAIRS: usize = 1_000_000;

/// Matches things of one name, those first of which the most is the same.
fn alike(old: &mut [Option<Item>], pairs: &mut [Pair]) {
    let mut of_old = by_key(old.iter().map(Option::as_ref), |item| item.title.clone());
    let of_new = by_key(unmatched(pairs), |item| item.title.clone());
    for (key, news) in of_new {
        let Some(before) = of_old.remove(&key) else { continue };
        let mut order = Vec::new();
        if (2..=MAX_PAIRS).contains(&(before.len() * news.len())) {
            for (at, new) in news.iter().enumerate() {
                order.extend(before.iter().enumerate().map(|(of_old, before)| {
                    let alike = in_common(old[*before].as_ref(), pairs[*new].new.as_ref());
                    (std::cmp::Reverse(alike), at.abs_diff(of_old), *new, *before)
                }));
            }
            order.sort_unstable();
        } else {
            order.extend(
                news.iter().zip(&before).map(|(new, before)| (std::cmp::Reverse(0), 0, *new, *before)),
            );
        }
        for (_, _, new, before) in order {
            if pairs[new].old.is_none() && old[before].is_some() {
                pairs[new].old = old[before].take();
            }
        }
    }
}

/// How much two things say alike.
fn in_common(old: Option<&Item>, new: Option<&Item>) -> usize {
    let (Some(old), Some(new)) = (old, new) else { return 0 };
    let is_said = |fact: &&Fact| {
        new.facts.iter().any(|other| {
            fact.aspect.is(other.aspect) && fact.element == other.element && fact.value == other.value
        })
    };
    let lines = old.identity.lines().filter(|line| new.identity.lines().any(|other| other == *line));
    old.facts.iter().filter(is_said).count() + lines.count()
}

/// The new things that have no old one.
fn unmatched(pairs: &[Pair]) -> impl Iterator<Item = Option<&Item>> {
    pairs.iter().map(|pair| pair.new.as_ref().filter(|_| pair.old.is_none()))
}

/// Where things are, by a key.
fn by_key<'i>(
    items: impl Iterator<Item = Option<&'i Item>>,
    key: impl Fn(&Item) -> String,
) -> BTreeMap<String, Vec<usize>> {
    let mut all: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.enumerate() {
        if let Some(item) = item {
            all.entry(key(item)).or_default().push(at);
        }
    }
    all
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
