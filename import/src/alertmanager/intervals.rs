//! Times at which routes tell or keep quiet.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::rules::{MISSING_KEY, UNKNOWN_KEY};
use gaugewright_spec::source::{Source, Spanned};
use gaugewright_spec::suggest;
use gaugewright_spec::yaml::{Node, Value};

use super::unsaid::Unsaid;
use crate::tree::{Made, entries, get, list, made, said, text, text_at};

/// The keys of Alertmanager with ranges, and those of a spec.
const RANGES: [(&str, &str); 4] =
    [("weekdays", "days"), ("days_of_month", "dates"), ("months", "months"), ("years", "years")];

/// All keys of a part of an interval.
const KEYS: [&str; 6] = ["times", "weekdays", "days_of_month", "months", "years", "location"];

/// The keys of a range of times. Both are needed.
const TIMES: [&str; 2] = ["start_time", "end_time"];

/// The times of an interval without limits.
pub(crate) const NO_LIMITS: &str = "00:00..24:00";

/// All intervals of a configuration: today's key, and the one that it had before.
pub(crate) fn defined(config: &Node) -> impl Iterator<Item = &Node> {
    list(config, "time_intervals").iter().chain(list(config, "mute_time_intervals"))
}

/// All intervals, by name.
pub(super) fn told(source: &Source, config: &Node, unsaid: &mut Unsaid) -> Made {
    let mut all = Made::new(config.span);
    for interval in defined(config) {
        let Some(name) = text_at(source, interval, "name") else {
            unsaid.add(interval.span, "this time interval has no name");
            continue;
        };
        if all.has(&name.value) {
            unsaid.add(name.span, "this name is taken by another time interval");
            continue;
        }
        let mut parts: Vec<Node> =
            list(interval, "time_intervals").iter().map(|part| times(source, part)).collect();
        let node = match parts.len() {
            1 => parts.remove(0),
            _ => Node { span: interval.span, value: Value::List(parts) },
        };
        all.put_at(name, node);
    }
    all
}

/// What no Alertmanager takes of the intervals of a configuration. Without what it says they would be other times.
pub(crate) fn refused(config: &Node) -> Vec<Diagnostic> {
    let parts = defined(config).flat_map(|interval| list(interval, "time_intervals"));
    let mut found = Vec::new();
    for part in parts {
        found.extend(unknown(part, &KEYS));
        for range in list(part, "times") {
            let others = unknown(range, &TIMES);
            let missing = TIMES.into_iter().filter(|key| others.is_empty() && get(range, key).is_none());
            found.extend(missing.map(|key| {
                let message = format!("this range of times has no `{key}`");
                Diagnostic::new(&MISSING_KEY, range.span, message).help("Alertmanager needs both ends")
            }));
            found.extend(others);
        }
    }
    found
}

/// The keys of a mapping that Alertmanager does not have there.
fn unknown(node: &Node, known: &[&'static str]) -> Vec<Diagnostic> {
    let keys = entries(node).iter().map(|(key, _)| key);
    let others = keys.filter(|key| !known.contains(&key.value.as_str()));
    others
        .map(|key| {
            let known = || known.iter().copied();
            let help = suggest::did_you_mean(&key.value, known());
            let help = help.unwrap_or_else(|| format!("known are {}", suggest::list(known())));
            Diagnostic::new(&UNKNOWN_KEY, key.span, format!("Alertmanager has no key `{}` here", key.value))
                .help(help)
        })
        .collect()
}

fn times(source: &Source, part: &Node) -> Node {
    let mut told = Made::new(part.span);
    for (theirs, ours) in RANGES {
        let ranges = list(part, theirs).iter().filter_map(|range| text(source, range));
        // `monday:friday` is `monday..friday`.
        let ranges = ranges.map(|range| said(Spanned::new(dotted(&range.value), range.span)));
        put(&mut told, ours, ranges.collect());
    }
    let clock = list(part, "times").iter().filter_map(|range| {
        let [start, end] = TIMES.map(|key| text_at(source, range, key));
        let (start, end) = start.zip(end)?;
        Some(said(Spanned::new(format!("{}..{}", start.value, end.value), end.span)))
    });
    put(&mut told, "times", clock.collect());
    if told.is_empty() {
        // A spec takes what has no limits for a mistake.
        told.put("times", made(part.span, NO_LIMITS));
    }
    told.put_if("location", get(part, "location").cloned());
    told.node()
}

fn dotted(range: &str) -> String {
    range
        .split_once(':')
        .map_or_else(|| range.to_owned(), |(first, last)| format!("{}..{}", first.trim(), last.trim()))
}

/// One range, or a list of them.
fn put(made: &mut Made, key: &str, mut ranges: Vec<Node>) {
    match ranges.len() {
        0 => {}
        1 => made.put(key, ranges.remove(0)),
        _ => made.put(key, Node { span: ranges[0].span, value: Value::List(ranges) }),
    }
}
