//! What routes and inhibitions of an Alertmanager say: who is told of what, when, and after which other routes were asked.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::MONTHS;
use gaugewright_spec::promql::MatchOp;
use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Node, Value};

use super::facts::{Fact, Sort};
use crate::alertmanager::matchers::{self, Keys, Matcher, OF_ROUTE, OF_SOURCE, OF_TARGET};
use crate::alertmanager::{NO_LIMITS, intervals};
use crate::durations::milliseconds;
use crate::inputs::{Inputs, Kind};
use crate::tree::{get, list, text, text_at};

/// The name of the route around all others.
const ROOT: &str = "all alerts";

/// The names of all routes of the first configuration.
pub(super) fn names(inputs: &Inputs) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Some(config) = inputs.of(Kind::Alertmanager).next() {
        each(&inputs.source, config, &mut |route| {
            names.insert(route.name());
        });
    }
    names
}

/// The routes and inhibitions of the first configuration. Which route is asked before another one is said of those that have
/// these names: of one that is missing only it is missing.
pub(super) fn of(inputs: &Inputs, common: &BTreeSet<String>) -> Vec<Fact> {
    let Some(config) = inputs.of(Kind::Alertmanager).next() else { return Vec::new() };
    let source = &inputs.source;
    let mut facts = Vec::new();
    let mut before: BTreeMap<Vec<usize>, String> = BTreeMap::new();
    each(source, config, &mut |route| {
        let mut fact = fact(source, config, route);
        let around = route.at.split_last().map(|(_, around)| around.to_vec()).unwrap_or_default();
        if !route.at.is_empty() {
            fact.says.extend(before.get(&around).map(|name| ("asked after".to_owned(), name.clone())));
            if common.contains(&fact.name) {
                before.insert(around, route.path.last().cloned().unwrap_or_default());
            }
        }
        facts.push(fact);
    });
    facts.extend(list(config, "inhibit_rules").iter().map(|rule| inhibition(source, rule)));
    facts
}

/// How many routes there are in a configuration.
pub(crate) fn count_routes(config: &Node) -> usize {
    fn below(route: &Node) -> usize {
        1 + list(route, "routes").iter().map(below).sum::<usize>()
    }
    get(config, "route").map_or(0, below)
}

/// A route, and what it has from those around it.
pub(super) struct Route<'n> {
    pub(super) node: &'n Node,
    /// The conditions of those around it and its own.
    pub(super) path: Vec<String>,
    /// The place in the tree: of each level the number of the route.
    pub(super) at: Vec<usize>,
    pub(super) receiver: String,
    grouped: BTreeSet<String>,
    waits: [u64; 3],
}

/// The waits, and what they are if nobody says so.
const WAITS: [(&str, u64); 3] =
    [("group_wait", 30_000), ("group_interval", 300_000), ("repeat_interval", 14_400_000)];

/// Every route of a tree, those around before those within.
pub(super) fn each<'n>(source: &Source, config: &'n Node, take: &mut dyn FnMut(&Route<'n>)) {
    let Some(node) = get(config, "route") else { return };
    let nobody = Route {
        node,
        path: Vec::new(),
        at: Vec::new(),
        receiver: String::new(),
        grouped: BTreeSet::new(),
        waits: WAITS.map(|(_, usual)| usual),
    };
    walk(source, &within(source, &nobody, node, Vec::new()), take);
}

fn walk<'n>(source: &Source, route: &Route<'n>, take: &mut dyn FnMut(&Route<'n>)) {
    take(route);
    for (number, node) in list(route.node, "routes").iter().enumerate() {
        let own = conditions(source, node, OF_ROUTE);
        let mut inner = within(source, route, node, [route.path.clone(), vec![own]].concat());
        inner.at = [route.at.clone(), vec![number]].concat();
        walk(source, &inner, take);
    }
}

fn within<'n>(source: &Source, around: &Route<'n>, node: &'n Node, path: Vec<String>) -> Route<'n> {
    let receiver = text_at(source, node, "receiver").map(|name| name.value).filter(|name| !name.is_empty());
    let by: BTreeSet<String> = list(node, "group_by")
        .iter()
        .filter_map(|label| text(source, label))
        .map(|label| label.value)
        .collect();
    let mut waits = around.waits;
    for (wait, (key, _)) in waits.iter_mut().zip(WAITS) {
        let said = text_at(source, node, key).and_then(|said| milliseconds(&said.value));
        *wait = said.unwrap_or(*wait);
    }
    Route {
        node,
        path,
        at: Vec::new(),
        receiver: receiver.unwrap_or_else(|| around.receiver.clone()),
        grouped: if by.is_empty() { around.grouped.clone() } else { by },
        waits,
    }
}

impl Route<'_> {
    /// Its name: the conditions of those around it and its own.
    fn name(&self) -> String {
        if self.path.is_empty() { ROOT.to_owned() } else { self.path.join(" > ") }
    }

    /// What becomes of an alert that ends here, by key.
    pub(super) fn says(&self, source: &Source, config: &Node) -> Vec<(String, String)> {
        let mut says = vec![
            ("receiver".to_owned(), self.receiver.clone()),
            ("group_by".to_owned(), labels(&self.grouped)),
        ];
        let waits = WAITS.iter().zip(self.waits).map(|((key, _), wait)| (*key, wait));
        // A group sends at its intervals: what is repeated sooner is repeated at each.
        let waits = waits.map(|(key, wait)| match key {
            "repeat_interval" => (key, wait.max(self.waits[1])),
            _ => (key, wait),
        });
        says.extend(waits.map(|(key, wait)| (key.to_owned(), Duration::from_millis(wait).to_string())));
        for key in ["active_time_intervals", "mute_time_intervals"] {
            let names = list(self.node, key).iter().filter_map(|name| text(source, name));
            let whens: BTreeSet<String> = names.map(|name| when(source, config, &name.value)).collect();
            if !whens.is_empty() {
                says.push((key.to_owned(), whens.into_iter().collect::<Vec<_>>().join(" or ")));
            }
        }
        says
    }
}

fn fact(source: &Source, config: &Node, route: &Route<'_>) -> Fact {
    let mut says: BTreeMap<String, String> = route.says(source, config).into_iter().collect();
    if get(route.node, "continue").is_some_and(|flag| flag.value == Value::Bool(true)) {
        says.insert("continue".to_owned(), "true".to_owned());
    }
    let name = route.name();
    let place = crate::place(source, route.node.span);
    Fact { sort: Sort::Route, name, group: String::new(), place, says }
}

/// Conditions in one form: sorted, and plain alternatives as values.
pub(super) fn conditions(source: &Source, node: &Node, keys: Keys) -> String {
    let Ok(all) = matchers::of(source, node, keys) else {
        return "conditions that cannot be read".to_owned();
    };
    let texts: BTreeSet<String> = all.iter().map(written).collect();
    if texts.is_empty() { "every alert".to_owned() } else { texts.into_iter().collect::<Vec<_>>().join(", ") }
}

fn written(matcher: &Matcher) -> String {
    let op = if matcher.op == MatchOp::NotRegex { "!~" } else { "=~" };
    // A regular expression beyond the engine.
    let raw = || (op, matcher.value.clone());
    let (op, value) = matcher.asked().map_or_else(raw, |asked| asked.test.written());
    format!("{}{op}{value:?}", matcher.label)
}

fn inhibition(source: &Source, rule: &Node) -> Fact {
    let name = [OF_SOURCE, OF_TARGET].map(|keys| conditions(source, rule, keys)).join(" silences ");
    let equal: BTreeSet<String> =
        list(rule, "equal").iter().filter_map(|label| text(source, label)).map(|label| label.value).collect();
    let says = [("equal".to_owned(), labels(&equal))].into();
    Fact { sort: Sort::Inhibition, name, group: String::new(), place: crate::place(source, rule.span), says }
}

/// Names of labels in words.
fn labels(names: &BTreeSet<String>) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.iter().cloned().collect::<Vec<_>>().join(", ") }
}

/// The times of an interval, in one form.
fn when(source: &Source, config: &Node, name: &str) -> String {
    let is_it = |interval: &&Node| text_at(source, interval, "name").is_some_and(|own| own.value == name);
    let Some(interval) = intervals(config).find(is_it) else { return name.to_owned() };
    let parts: BTreeSet<String> =
        list(interval, "time_intervals").iter().map(|part| times(source, part)).collect();
    format!("{name}: {}", parts.into_iter().collect::<Vec<_>>().join(" or "))
}

fn times(source: &Source, part: &Node) -> String {
    let mut all = Vec::new();
    for key in ["weekdays", "days_of_month", "months", "years"] {
        let ranges = list(part, key).iter().filter_map(|range| text(source, range));
        let ranges: BTreeSet<String> = ranges.map(|range| range_of(key, &range.value)).collect();
        if !ranges.is_empty() {
            all.push(format!("{key} {}", ranges.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }
    let clock = list(part, "times").iter().map(|range| {
        ["start_time", "end_time"]
            .map(|key| text_at(source, range, key).map(|at| at.value).unwrap_or_default())
            .join("-")
    });
    let clock: BTreeSet<String> = clock.filter(|range| *range != NO_LIMITS.replace("..", "-")).collect();
    if !clock.is_empty() {
        all.push(format!("times {}", clock.into_iter().collect::<Vec<_>>().join(", ")));
    }
    let place = text_at(source, part, "location").filter(|place| place.value != "UTC");
    all.extend(place.map(|place| format!("in {}", place.value)));
    if all.is_empty() { "always".to_owned() } else { all.join("; ") }
}

/// A range with two ends: names of days in small letters, months as numbers.
fn range_of(key: &str, range: &str) -> String {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let end = |end: &str| {
        let end = end.trim().to_ascii_lowercase();
        let month = MONTHS.iter().position(|month| key == "months" && *month == end);
        month.map_or(end, |at| (at + 1).to_string())
    };
    format!("{}:{}", end(first), end(last))
}
