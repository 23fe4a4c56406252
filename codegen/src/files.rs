//! What a run generates, in memory: paths and texts.

use std::collections::BTreeMap;

/// Generated files by path, relative to the output folder, with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, String>,
}

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    /// If there is a file of that path already: two targets would fight over it.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let before = self.texts.insert(path.clone(), text.into());
        assert!(before.is_none(), "two targets generate {path}");
    }

    /// Adds all files of another set below a folder.
    ///
    /// # Panics
    /// As [`Files::insert`].
    pub fn extend_below(&mut self, folder: &str, other: Self) {
        for (path, text) in other.texts {
            self.insert(format!("{folder}/{path}"), text);
        }
    }

    /// Paths and texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
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
