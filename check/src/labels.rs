//! What is known of the labels of a vector: which can be there, which must, and what they can hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Domain;

/// The labels that series of a vector can have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    known: BTreeMap<String, Presence>,
    /// Whether there may be labels that nothing is known of.
    open: bool,
}

/// What is known of one label.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// Whether every series has it.
    pub certain: bool,
    /// What it may hold.
    pub values: Values,
    /// Whether series of one target differ in it. The labels of a target, such as `instance` and `pod`, hang together.
    pub varies: bool,
    /// Whether the query itself asks for it: a `by` that keeps it.
    pub named: bool,
    /// What its exporter's documentation says of it.
    pub documented: Documented,
}

/// What the documentation of an exporter says of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documented {
    /// Nothing.
    Nowhere,
    /// That series have it; some may not.
    Often,
    /// That series have it, and all that are counted in one place do.
    Always,
}

/// What a label may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// What its definition says.
    Domain(Arc<Domain>),
    /// Only these: a matcher has narrowed it.
    Only(Arc<BTreeSet<String>>),
    /// One value that is not known yet: a variable says it.
    One,
    /// Anything.
    Any,
}

impl Presence {
    /// What is known of a label that tells nothing apart.
    fn new(certain: bool, values: Values) -> Self {
        Self { certain, values, varies: false, named: false, documented: Documented::Nowhere }
    }

    /// Whether two series can have different values in it, as far as is known.
    pub fn is_several(&self) -> bool {
        match &self.values {
            Values::Domain(domain) => match &**domain {
                Domain::Closed(values) => values.iter().any(|value| *value != values[0]),
                Domain::Codes(first, last) => first != last,
                Domain::Open { .. } => true,
            },
            Values::Only(only) => only.len() > 1,
            Values::One => false,
            Values::Any => true,
        }
    }
}

impl Values {
    /// Whether no value is one of both. What is open may be anything.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        match (self.list(), other.list()) {
            (Some(a), Some(b)) => a.is_disjoint(&b),
            _ => false,
        }
    }

    /// Every value, if they are known.
    pub fn list(&self) -> Option<BTreeSet<String>> {
        match self {
            Self::Domain(domain) => Some(domain.values()?.into_iter().collect()),
            Self::Only(only) => Some((**only).clone()),
            Self::One | Self::Any => None,
        }
    }
}

impl Labels {
    /// No labels at all: what an aggregation over everything leaves.
    pub fn none() -> Self {
        Self::default()
    }

    /// Labels that nothing is known of.
    pub fn unknown() -> Self {
        Self { known: BTreeMap::new(), open: true }
    }

    /// Whether a label can be there.
    pub fn may_have(&self, name: &str) -> bool {
        self.open || self.known.contains_key(name)
    }

    /// What is known of a label.
    pub fn get(&self, name: &str) -> Option<&Presence> {
        self.known.get(name)
    }

    /// Whether there may be labels that nothing is known of.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Says that there may be labels that nothing is known of.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// The names that are known, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// Adds a label, or replaces what was known of it.
    pub fn set(&mut self, name: &str, certain: bool, values: Values) {
        self.known.insert(name.to_owned(), Presence::new(certain, values));
    }

    /// Adds a label that a metric of the service has on every series.
    pub fn set_own(&mut self, name: &str, values: Values) {
        self.known.insert(name.to_owned(), Presence { varies: true, ..Presence::new(true, values) });
    }

    /// Adds a label that an exporter documents. Which of its series have it depends on its version, and on what it watches.
    pub fn set_documented(&mut self, name: &str, values: Values, documented: Documented) {
        self.known.insert(name.to_owned(), Presence { documented, ..Presence::new(false, values) });
    }

    /// Narrows what a label may hold.
    pub fn narrow(&mut self, name: &str, certain: bool, values: Values) {
        if let Some(presence) = self.known.get_mut(name) {
            presence.certain = certain;
            presence.values = values;
        }
    }

    /// Leaves one value of a label, whichever that is.
    pub fn fix(&mut self, name: &str) {
        if let Some(presence) = self.known.get_mut(name) {
            presence.varies = false;
        }
    }

    /// Leaves one value of a label that is not known yet.
    pub fn single_out(&mut self, name: &str) {
        if let Some(presence) = self.known.get_mut(name) {
            presence.values = Values::One;
        }
    }

    /// The labels in which series differ that agree in all those that are kept; none if not all labels are known. A label that hangs
    /// on others, as those of a target do, tells nothing that these do not tell.
    pub fn lost_without<'l>(
        &'l self,
        is_kept: impl Fn(&str) -> bool + Copy + 'l,
    ) -> impl Iterator<Item = (&'l str, &'l Presence)> {
        let known =
            self.known.iter().filter(|_| !self.open).map(|(name, presence)| (name.as_str(), presence));
        let differing = known.filter(|(name, presence)| *name != "__name__" && presence.is_several());
        let is_told = differing.clone().any(|(name, _)| is_kept(name));
        differing.filter(move |(name, presence)| !is_kept(name) && (presence.varies || !is_told))
    }

    /// The names of the metrics, if there are several whose series nothing else tells apart.
    pub fn several_names(&self) -> Option<BTreeSet<String>> {
        self.get("__name__").and_then(|presence| presence.values.list()).filter(|names| names.len() > 1)
    }

    /// Takes a label away.
    pub fn remove(&mut self, name: &str) {
        self.known.remove(name);
    }

    /// What `by` with these labels leaves.
    #[must_use]
    pub fn keep<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut kept = Self::none();
        for name in names {
            match self.known.get(name) {
                Some(presence) => {
                    kept.known.insert(name.to_owned(), Presence { named: true, ..presence.clone() });
                }
                None if self.open => kept.set(name, false, Values::Any),
                None => {}
            }
        }
        kept
    }

    /// What `without` these labels leaves.
    #[must_use]
    pub fn drop<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut left = self.clone();
        for name in names {
            left.remove(name);
        }
        left
    }

    /// The labels of series that come from either side.
    #[must_use]
    pub fn either(&self, other: &Self) -> Self {
        let mut both = Self { known: BTreeMap::new(), open: self.open || other.open };
        for name in self.names().chain(other.names()) {
            let sides = (self.get(name), other.get(name));
            let certain = matches!(sides, (Some(a), Some(b)) if a.certain && b.certain);
            let values = match sides {
                // Each side has a value of its own.
                (Some(one), _) | (_, Some(one)) if one.values == Values::One => Values::Any,
                (Some(a), Some(b)) if a.values == b.values => a.values.clone(),
                (Some(one), None) | (None, Some(one)) => one.values.clone(),
                _ => Values::Any,
            };
            both.set(name, certain, values);
        }
        both
    }
}
