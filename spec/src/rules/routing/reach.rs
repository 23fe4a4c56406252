//! Which series of an alert get to a place in the tree of routes.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Holds, Known};
use crate::model::{Matcher, Matchers, Test};

/// An alert on its way through the tree. What routes around and before a place have decided is known there.
#[derive(Clone)]
pub(super) struct Reach<'k, 'a> {
    pub(super) known: &'k Known<'a>,
    /// The values that some labels can still have here.
    left: BTreeMap<String, BTreeSet<String>>,
}

impl<'k, 'a> Reach<'k, 'a> {
    pub(super) fn new(known: &'k Known<'a>) -> Self {
        Self { known, left: BTreeMap::new() }
    }

    fn values(&self, label: &str) -> Option<BTreeSet<String>> {
        self.left.get(label).cloned().or_else(|| self.known.values(label))
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
        let Some(values) = self.values(&matcher.label) else {
            let is_there = self.known.has(&matcher.label);
            let asks_for_none =
                |values: &BTreeSet<String>| values.len() == 1 && values.iter().all(String::is_empty);
            return match &matcher.test {
                Test::OneOf(values) if is_there && asks_for_none(values) => Holds::Never,
                Test::NoneOf(values) if is_there && asks_for_none(values) => Holds::Always,
                _ => Holds::Perhaps,
            };
        };
        match values.iter().filter(|value| matcher.test.holds(value)).count() {
            0 => Holds::Never,
            all if all == values.len() => Holds::Always,
            _ => Holds::Perhaps,
        }
    }

    fn keep(&mut self, matcher: &Matcher) {
        if let Some(mut values) = self.values(&matcher.label) {
            values.retain(|value| matcher.test.holds(value));
            self.left.insert(matcher.label.clone(), values);
        }
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
        Some(within)
    }

    /// What of it gets past a route that keeps what it takes; nothing if none does.
    pub(super) fn past(&self, matchers: &Matchers) -> Option<Self> {
        let undecided: Vec<&Matcher> =
            matchers.0.iter().filter(|matcher| self.holds(matcher) != Holds::Always).collect();
        match undecided.as_slice() {
            [] => None,
            // It has passed because this one condition did not hold. Of several it is not known which.
            [one] => {
                let mut past = self.clone();
                if let Some(mut values) = self.values(&one.label) {
                    values.retain(|value| !one.test.holds(value));
                    if values.is_empty() {
                        return None;
                    }
                    past.left.insert(one.label.clone(), values);
                }
                Some(past)
            }
            _ => Some(self.clone()),
        }
    }

    /// Whether less is left here than there.
    pub(super) fn is_less_than(&self, other: &Self) -> bool {
        self.left != other.left
    }
}
