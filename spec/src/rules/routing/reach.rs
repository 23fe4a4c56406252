//! Which series of an alert get to a place in the tree of routes.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Holds, values_of};
use crate::check::Labels;
use crate::model::{Matcher, Matchers, Test};

/// An alert on its way through the tree. What routes around and before a place have decided is known there.
#[derive(Clone)]
pub(super) struct Reach<'k> {
    labels: &'k Labels,
    /// What is known of some labels here.
    left: BTreeMap<String, Left>,
    /// Conditions that do not all hold: routes that would have kept it.
    passed: Vec<Matchers>,
}

/// What a label can still have.
#[derive(Clone, Default)]
struct Left {
    /// One of these; nothing if they are not known.
    values: Option<BTreeSet<String>>,
    /// What holds for it, where its values are not known.
    held: Vec<Test>,
}

impl<'k> Reach<'k> {
    pub(super) fn new(labels: &'k Labels) -> Self {
        Self { labels, left: BTreeMap::new(), passed: Vec::new() }
    }

    fn left(&self, label: &str) -> Left {
        let from_start = || Left { values: values_of(self.labels, label), held: self.at_first(label) };
        self.left.get(label).cloned().unwrap_or_else(from_start)
    }

    /// Of a label that is always there it is known that it is not empty.
    fn at_first(&self, label: &str) -> Vec<Test> {
        let is_there = self.labels.get(label).is_some_and(|presence| presence.certain);
        is_there.then(|| Test::NoneOf(BTreeSet::from([String::new()]))).into_iter().collect()
    }

    /// Whether conditions hold for what is here.
    pub(super) fn matches(&self, matchers: &Matchers) -> Holds {
        // Each condition is asked for what those before it have left.
        let (mut within, mut worst) = (self.clone(), Holds::Always);
        for matcher in &matchers.0 {
            worst = worst.min(within.holds(matcher));
            if worst == Holds::Never {
                break;
            }
            within.keep(matcher);
        }
        worst
    }

    fn holds(&self, matcher: &Matcher) -> Holds {
        self.left(&matcher.label).holds(&matcher.test)
    }

    fn keep(&mut self, matcher: &Matcher) {
        let mut left = self.left(&matcher.label);
        left.keep(matcher.test.clone());
        self.left.insert(matcher.label.clone(), left);
    }

    /// What of it gets into a route; nothing if none does.
    pub(super) fn within(&self, matchers: &Matchers) -> Option<Self> {
        if self.matches(matchers) == Holds::Never {
            return None;
        }
        let mut within = self.clone();
        for matcher in &matchers.0 {
            within.keep(matcher);
        }
        // Whatever is in here, an earlier route would have kept.
        let is_taken = within.passed.iter().any(|passed| within.matches(passed) == Holds::Always);
        (!is_taken).then_some(within)
    }

    /// What of it gets past a route that keeps what it takes; nothing if none does.
    pub(super) fn past(&self, matchers: &Matchers) -> Option<Self> {
        let undecided: Vec<&Matcher> =
            matchers.0.iter().filter(|matcher| self.holds(matcher) != Holds::Always).collect();
        let mut past = self.clone();
        match undecided.as_slice() {
            [] => return None,
            // It has passed because this one condition did not hold.
            [one] => {
                let mut left = self.left(&one.label);
                left.keep(one.test.opposite());
                if left.is_nothing() {
                    return None;
                }
                past.left.insert(one.label.clone(), left);
            }
            // Of several it is not known which.
            several => past.passed.push(Matchers(several.iter().map(|one| (*one).clone()).collect())),
        }
        Some(past)
    }

    /// Whether a route before has kept some of what would get into another one.
    pub(super) fn is_shared(&self, earlier: &Matchers, later: &Matchers) -> bool {
        self.within(later).is_some_and(|within| within.matches(earlier) != Holds::Never)
    }
}

impl Left {
    fn is_nothing(&self) -> bool {
        self.values.as_ref().is_some_and(BTreeSet::is_empty)
    }

    fn holds(&self, test: &Test) -> Holds {
        if let Some(values) = &self.values {
            return match values.iter().filter(|value| test.holds(value)).count() {
                0 => Holds::Never,
                all if all == values.len() => Holds::Always,
                _ => Holds::Perhaps,
            };
        }
        if self.held.iter().any(|held| held.implies(test)) {
            return Holds::Always;
        }
        let opposite = test.opposite();
        if self.held.iter().any(|held| held.implies(&opposite)) { Holds::Never } else { Holds::Perhaps }
    }

    fn keep(&mut self, test: Test) {
        match (&mut self.values, test) {
            (Some(values), test) => values.retain(|value| test.holds(value)),
            (None, Test::OneOf(mut values)) => {
                values.retain(|value| self.held.iter().all(|held| held.holds(value)));
                self.values = Some(values);
            }
            (None, test) => self.held.push(test),
        }
    }
}
