//! Comments in a tree that is written: each stands above the mapping or list that it is about.

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

impl Step {
    /// What is there, and where its key or the item begins.
    fn from<'n>(&self, node: &'n Node) -> Option<(u32, &'n Node)> {
        match self {
            Self::Key(key) => {
                let (key, value) = entries(node).iter().find(|(own, _)| own.value == *key)?;
                Some((key.span.start, value))
            }
            Self::Item(at, length) => {
                let item = items(node).get(*at).filter(|_| items(node).len() == *length)?;
                Some((item.span.start, item))
            }
        }
    }
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

    /// The lines at what is below a node, each with the place of the key or the item above which they stand, in their order.
    pub(crate) fn above<'n>(&'n self, node: &Node) -> Vec<(u32, &'n [String])> {
        let mut all = Vec::new();
        self.collect(node, &mut all);
        all.sort_by_key(|(start, _)| *start);
        all
    }

    fn collect<'n>(&'n self, node: &Node, into: &mut Vec<(u32, &'n [String])>) {
        for (step, notes) in &self.below {
            let Some((start, below)) = step.from(node) else { continue };
            if !notes.lines.is_empty() {
                into.push((start, &notes.lines));
            }
            notes.collect(below, into);
        }
    }

    /// Takes out what has no place in a tree any more. The places of what was taken out.
    pub(crate) fn fit(&mut self, node: &Node) -> Vec<Span> {
        let mut lost = Vec::new();
        self.below.retain(|step, notes| {
            let below = step.from(node).map(|(_, below)| below);
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
