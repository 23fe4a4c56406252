//! Recording rules in groups. Groups are evaluated at different times, so rules that read each other's series stand in
//! one, in the order in which they read.

use std::collections::BTreeSet;

use crate::duration::Duration;
use crate::model::{Recording, RecordingGroup};

/// A recording rule, and the longest window that it looks back over itself.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) recording: Recording,
    pub(crate) window: Duration,
    pub(crate) pace: Pace,
}

/// How often a rule is evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// As its window allows.
    Computed,
    /// As its author says; nothing is as often as all rules are.
    Said(Option<Duration>),
}

/// From this window on a value changes little within the time behind it. No series may have samples further apart than two
/// minutes: Prometheus forgets them after five.
const INTERVALS: [(Duration, Duration); 2] = [
    (Duration::from_secs(6 * 3600), Duration::from_secs(120)),
    (Duration::from_secs(3600), Duration::from_secs(60)),
];

/// How often a rule is evaluated; nothing is as often as all rules are.
fn interval(window: Duration, evaluation: Duration) -> Option<Duration> {
    let row = INTERVALS.iter().find(|(least, _)| window >= *least)?;
    (row.1 > evaluation).then_some(row.1)
}

/// The groups: one for each time between two evaluations, the shortest first.
pub(crate) fn grouped(rules: Vec<Rule>, evaluation: Duration) -> Vec<RecordingGroup> {
    let intervals = intervals(&rules, evaluation);
    let all: BTreeSet<Option<Duration>> = intervals.iter().copied().collect();
    let rules = in_order(rules.into_iter().zip(intervals).collect());
    let group = |interval: &Option<Duration>| RecordingGroup {
        name: interval.map_or_else(|| "recorded".to_owned(), |interval| format!("recorded_{interval}")),
        interval: *interval,
        slo: None,
        rules: rules.iter().filter(|rule| rule.1 == *interval).map(|rule| rule.0.recording.clone()).collect(),
    };
    all.iter().map(group).collect()
}

/// How often each rule is evaluated: as often as whoever it is tied to, in either direction.
fn intervals(rules: &[Rule], evaluation: Duration) -> Vec<Option<Duration>> {
    let ties = ties(rules);
    let mut windows: Vec<Duration> = rules.iter().map(|rule| rule.window).collect();
    // Each round carries what is known one step further. Whoever reads looks back as far as what it reads.
    for _ in 0..rules.len() {
        for (reader, read) in &ties {
            windows[*reader] = windows[*reader].max(windows[*read]);
        }
    }
    let mut intervals: Vec<_> = windows.into_iter().map(|window| interval(window, evaluation)).collect();
    for _ in 0..rules.len() {
        for (reader, read) in &ties {
            let shorter = intervals[*reader].min(intervals[*read]);
            intervals[*reader] = shorter;
            intervals[*read] = shorter;
        }
    }
    for (rule, interval) in rules.iter().zip(&mut intervals) {
        if let Pace::Said(said) = rule.pace {
            *interval = said;
        }
    }
    intervals
}

/// Who reads whom, by their places.
fn ties(rules: &[Rule]) -> Vec<(usize, usize)> {
    let mut ties = Vec::new();
    for (reader, rule) in rules.iter().enumerate() {
        let names: BTreeSet<&str> = rule.recording.expr.series_names().collect();
        let is_read = |name: &str| names.contains(name);
        let read = rules.iter().enumerate().filter(|(_, other)| is_read(&other.recording.name));
        ties.extend(read.map(|(read, _)| (reader, read)));
    }
    ties
}

/// The rules, each behind those that it reads, else in their order.
fn in_order(mut left: Vec<(Rule, Option<Duration>)>) -> Vec<(Rule, Option<Duration>)> {
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waiting: BTreeSet<String> = left.iter().map(|rule| rule.0.recording.name.clone()).collect();
        let is_ready = |rule: &(Rule, Option<Duration>)| {
            let mut reads = rule.0.recording.expr.series_names();
            reads.all(|name| name == rule.0.recording.name || !waiting.contains(name))
        };
        // A circle has been reported before; whoever stands first goes first then.
        let next = left.iter().position(is_ready).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::promql::{Dialect, parse};

    fn rule(name: &str, query: &str, window: u64) -> Rule {
        let expr = parse(query, Dialect { variables: false }).unwrap();
        let recording = Recording {
            name: name.into(),
            expr,
            labels: BTreeMap::new(),
            keeps_choices: false,
            unit: None,
            help: String::new(),
        };
        Rule { recording, window: Duration::from_secs(window), pace: Pace::Computed }
    }

    #[test]
    fn who_reads_stands_behind_in_the_same_group() {
        let rules = vec![
            rule("a:b:ratio", "a:b:rate1h / a:b:rate5m", 3600),
            rule("a:b:rate1h", "sum(rate(b[1h]))", 3600),
            rule("a:b:rate5m", "sum(rate(b[5m]))", 300),
            rule("a:b:rate1d", "sum(rate(b[1d]))", 86_400),
            rule("b:rate1d", "sum(a:b:rate1d)", 0),
        ];
        let groups = grouped(rules, Duration::from_secs(15));
        let names = |group: &RecordingGroup| {
            let rules: Vec<_> = group.rules.iter().map(|rule| rule.name.clone()).collect();
            format!("{}: {}", group.name, rules.join(" "))
        };
        let names: Vec<_> = groups.iter().map(names).collect();
        assert_eq!(names, ["recorded: a:b:rate1h a:b:rate5m a:b:ratio", "recorded_2m: a:b:rate1d b:rate1d"]);
    }
}
