//! Both trees of routes, asked for sets of labels: who hears of such an alert, in which groups, and when.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{LabelSet, Matcher, Matchers, Test};
use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::facts::{self, Sort};
use super::routes::{Route, each};
use super::{Difference, Item, Verdict};
use crate::alertmanager::matchers::{OF_ROUTE, of};
use crate::inputs::{Inputs, Kind};
use crate::tree::get;

/// The most sets that are made of two.
const MAX_SETS: usize = 20_000;

/// What was asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// Every set of labels, and who hears of it.
    pub sets: Vec<Heard>,
    /// Those for which the trees say something else, one for each difference.
    pub differing: Vec<Item>,
}

/// Who hears of an alert.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The labels of the alert.
    pub labels: LabelSet,
    /// The receivers of the original tree, in its order.
    pub was: Vec<String>,
    /// Those of the generated one.
    pub is: Vec<String>,
}

/// A route that can be asked.
struct Asking {
    matchers: Matchers,
    receiver: String,
    says: String,
    goes_on: bool,
    routes: Vec<Self>,
}

/// Asks both trees: for every path of one of them, and for every alert on it.
pub(crate) fn asked(originals: &Inputs, generated: &Inputs) -> Asked {
    let Some((was, is)) = tree(originals).zip(tree(generated)) else { return Asked::default() };
    let mut differing: BTreeMap<(String, String), LabelSet> = BTreeMap::new();
    let mut sets = Vec::new();
    for labels in self::sets(originals, &was, &is) {
        let ends = [&was, &is].map(|tree| {
            let mut ends = Vec::new();
            tree.taken(&labels, &mut ends);
            ends
        });
        let said =
            ends.each_ref().map(|ends| ends.iter().map(|end| &*end.says).collect::<Vec<_>>().join("; "));
        let [before, after] = said;
        if before != after {
            differing.entry((before, after)).or_insert_with(|| labels.clone());
        }
        let [was, is] = ends.map(|ends| ends.into_iter().map(|end| end.receiver.clone()).collect());
        sets.push(Heard { labels, was, is });
    }
    let differing = differing.into_iter().map(|(said, labels)| item(originals, said, &labels)).collect();
    Asked { sets, differing }
}

fn item(originals: &Inputs, (was, is): (String, String), labels: &LabelSet) -> Item {
    let written: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    let name = if written.is_empty() { "an alert without labels".to_owned() } else { written.join(", ") };
    let difference = Difference { key: "what becomes of it".to_owned(), was: Some(was), is: Some(is) };
    let config = originals.of(Kind::Alertmanager).next();
    let place = config.map(|config| crate::place(&originals.source, config.span)).unwrap_or_default();
    Item { sort: Sort::Route, name, group: String::new(), place, verdict: Verdict::Differs(vec![difference]) }
}

/// The tree of the first configuration; nothing if there is none, or one of its conditions cannot be asked.
fn tree(inputs: &Inputs) -> Option<Asking> {
    let config = inputs.of(Kind::Alertmanager).next()?;
    let source = &inputs.source;
    let mut flat = Vec::new();
    let mut is_whole = true;
    each(source, config, &mut |route| match asking(source, config, route) {
        Some(asking) => flat.push((route.at.clone(), asking)),
        None => is_whole = false,
    });
    let mut flat = flat.into_iter();
    let (_, mut root) = flat.next().filter(|_| is_whole)?;
    for (at, asking) in flat {
        let (_, around) = at.split_last()?;
        let parent = around.iter().try_fold(&mut root, |node, number| node.routes.get_mut(*number))?;
        parent.routes.push(asking);
    }
    Some(root)
}

fn asking(source: &Source, config: &Node, route: &Route<'_>) -> Option<Asking> {
    let conditions = of(source, route.node, OF_ROUTE).ok()?;
    let matchers: Option<Vec<Matcher>> =
        conditions.iter().map(crate::alertmanager::matchers::Matcher::asked).collect();
    let says: Vec<String> =
        route.says(source, config).into_iter().map(|(key, value)| format!("{key} {value}")).collect();
    let goes_on = get(route.node, "continue").is_some_and(|flag| flag.value == Value::Bool(true));
    Some(Asking {
        matchers: Matchers(matchers?),
        receiver: route.receiver.clone(),
        says: says.join(", "),
        goes_on,
        routes: Vec::new(),
    })
}

impl Asking {
    /// As Alertmanager looks through its tree: a route is the end only where none within it takes the alert.
    fn taken<'t>(&'t self, labels: &LabelSet, ends: &mut Vec<&'t Self>) {
        let before = ends.len();
        for route in self.routes.iter().filter(|route| route.matchers.matches(labels)) {
            route.taken(labels, ends);
            if !route.goes_on {
                break;
            }
        }
        if ends.len() == before {
            ends.push(self);
        }
    }

    /// The conditions of every path.
    fn paths(&self) -> Vec<Vec<&Matcher>> {
        let own: Vec<&Matcher> = self.matchers.0.iter().collect();
        let within = self.routes.iter().flat_map(Self::paths);
        let within: Vec<Vec<&Matcher>> = within.map(|path| [own.clone(), path].concat()).collect();
        std::iter::once(own).chain(within).collect()
    }
}

/// For each path a set that gets there: alone, without one of its labels, with the labels of each alert, and with those of each
/// other path.
fn sets(originals: &Inputs, was: &Asking, is: &Asking) -> BTreeSet<LabelSet> {
    let paths: Vec<Vec<&Matcher>> = was.paths().into_iter().chain(is.paths()).collect();
    let mut values: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for matcher in paths.iter().flatten() {
        values.entry(&matcher.label).or_default().extend(examples(&matcher.test));
    }
    let ends: BTreeSet<LabelSet> = paths.iter().filter_map(|path| on(path, &values)).collect();
    let alerts: BTreeSet<LabelSet> =
        facts::of(originals).iter().filter(|fact| fact.sort == Sort::Alert).map(alert).collect();
    let without = ends.iter().flat_map(|set| {
        set.keys().map(|label| {
            let mut rest = set.clone();
            rest.remove(label);
            rest
        })
    });
    let mut sets: BTreeSet<LabelSet> = ends.iter().cloned().chain(without).collect();
    let both = |set: &LabelSet, over: &LabelSet| -> LabelSet {
        set.clone().into_iter().chain(over.clone()).collect()
    };
    let with = [&alerts, &ends]
        .into_iter()
        .flat_map(|overs| ends.iter().flat_map(move |set| overs.iter().map(move |over| both(set, over))));
    sets.extend(with.take(MAX_SETS));
    sets
}

/// The labels that an alert has for certain.
fn alert(fact: &facts::Fact) -> LabelSet {
    let labels = fact.says.iter().filter_map(|(key, value)| Some((key.strip_prefix("labels.")?, value)));
    let fixed = labels.filter(|(_, value)| !value.contains("{{"));
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.clone()));
    fixed.chain([("alertname".to_owned(), fact.name.clone())]).collect()
}

/// A set for which all conditions hold; nothing if none was found.
fn on(path: &[&Matcher], values: &BTreeMap<&str, BTreeSet<String>>) -> Option<LabelSet> {
    let labels: BTreeSet<&str> = path.iter().map(|matcher| matcher.label.as_str()).collect();
    let mut set = LabelSet::new();
    for label in labels {
        let fits =
            |value: &&String| path.iter().filter(|one| one.label == label).all(|one| one.test.holds(value));
        let known = values.get(label)?;
        // For two regular expressions what is like the one and goes on like the other.
        let both =
            || known.iter().flat_map(|one| known.iter().map(move |other| [one.as_str(), other].concat()));
        let value = known.iter().find(fits).cloned().or_else(|| both().find(|value| fits(&value)))?;
        if !value.is_empty() {
            set.insert(label.to_owned(), value);
        }
    }
    Some(set)
}

/// Values for which a condition may hold, and some for which it may not.
fn examples(test: &Test) -> Vec<String> {
    let mut all = vec![String::new(), "another".to_owned()];
    match test {
        Test::OneOf(values) | Test::NoneOf(values) => all.extend(values.iter().cloned()),
        Test::Matches(regex) | Test::MatchesNot(regex) => all.extend(alike(regex.as_str())),
    }
    all
}

/// Texts that are much like a regular expression: with something for what may be anything. Whether they match is asked.
fn alike(regex: &str) -> Vec<String> {
    let plain = |text: &str| {
        let text = text.replace(".*", "").replace(".+", "x").replace("\\d", "1").replace("\\.", ".");
        text.chars().filter(|letter| !"^$()?:+*\\[]{}".contains(*letter)).collect::<String>()
    };
    regex.split('|').map(plain).collect()
}
