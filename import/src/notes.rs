//! Comments in a tree that is written: each stands at the top of the mapping or list that it is about.

use std::collections::BTreeMap;

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{entries, items};

/// The way from a node to one below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list of that length.
    Item(usize, usize),
}

/// The same, while a tree is walked.
#[derive(Clone, Copy)]
pub(crate) enum Way<'k> {
    /// To the value of a key.
    Key(&'k str),
    /// To an item of a list of that length.
    Item(usize, usize),
}

/// The comments at a node and below it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    lines: Vec<String>,
    /// Where the lines stand that people have written.
    places: Vec<Span>,
    below: BTreeMap<Step, Notes>,
}

impl Notes {
    /// Adds lines at a node; `place` is where somebody has written them.
    pub(crate) fn add(&mut self, path: &[Step], lines: &[String], place: Option<Span>) {
        let at = path.iter().fold(self, |notes, step| notes.below.entry(step.clone()).or_default());
        at.lines.extend(lines.iter().filter(|line| !line.trim().is_empty()).cloned());
        at.places.extend(place);
    }

    /// The lines at the node itself.
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The comments at what is below a node.
    pub(crate) fn at(&self, way: Way<'_>) -> Option<&Self> {
        if self.below.is_empty() {
            return None;
        }
        self.below.get(&match way {
            Way::Key(key) => Step::Key(key.to_owned()),
            Way::Item(at, length) => Step::Item(at, length),
        })
    }

    /// Takes out what has no place in a tree any more. The places of what was taken out.
    pub(crate) fn fit(&mut self, node: &Node) -> Vec<Span> {
        let mut lost = Vec::new();
        self.below.retain(|step, notes| {
            let below = match step {
                Step::Key(key) => {
                    entries(node).iter().find(|(own, _)| own.value == *key).map(|(_, value)| value)
                }
                Step::Item(at, length) => items(node).get(*at).filter(|_| items(node).len() == *length),
            };
            match below.filter(|below| matches!(below.value, Value::Map(_) | Value::List(_))) {
                Some(below) => lost.extend(notes.fit(below)),
                None => lost.extend(notes.all_places()),
            }
            below.is_some()
        });
        lost
    }

    fn all_places(&self) -> Vec<Span> {
        let below = self.below.values().flat_map(Self::all_places);
        self.places.iter().copied().chain(below).collect()
    }
}
