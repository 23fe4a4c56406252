//! What a run generates, in memory: paths and texts.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::error::PathProblem;

/// Generated files by path, relative to the output folder, with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, Arc<str>>,
    problems: Vec<PathProblem>,
}

impl Files {
    /// Adds a file. That another has its path, or that its path leads elsewhere, is a problem that is kept.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) {
        let path = path.into();
        if !Path::new(&path).components().all(|part| matches!(part, Component::Normal(_))) {
            self.problems.push(PathProblem::Invalid(path));
            return;
        }
        match self.texts.entry(path) {
            Entry::Vacant(free) => drop(free.insert(text.into())),
            Entry::Occupied(taken) => {
                self.problems.push(PathProblem::Taken(taken.key().clone()));
            }
        }
    }

    /// Adds all files of another set below a folder.
    pub fn extend_below(&mut self, folder: &str, other: Self) {
        self.problems.extend(other.problems);
        for (path, text) in other.texts {
            self.insert(format!("{folder}/{path}"), text);
        }
    }

    /// Why some of them cannot be written, for the user.
    pub fn problems(&self) -> &[PathProblem] {
        &self.problems
    }

    /// Paths and texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), &**text))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|text| &**text)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
