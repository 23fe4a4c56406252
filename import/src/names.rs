//! Keys: what people have named twice needs two of them.

use std::collections::BTreeSet;

/// The keys that are taken.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// The name, or the name with a number, in letters that an id can have.
    pub(crate) fn free_id(&mut self, wanted: &str) -> String {
        let base = &wanted[..wanted.len().min(34)];
        let numbered = (2..=self.taken.len() + 2).map(|number| format!("{base}-{number}"));
        // There are more numbers than names.
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        let name = all.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// The name, or the name with a number behind it, in letters that a word can have.
    pub(crate) fn free_word(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "query" } else { wanted };
        let numbered = (2..=self.taken.len() + 2).map(|number| format!("{wanted}_{number}"));
        // There are more numbers than names.
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        let name = all.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// The first of some names that is free, or the last with a number.
    pub(crate) fn free(&mut self, wanted: &[String]) -> String {
        let free = wanted.iter().find(|name| !self.taken.contains(*name)).cloned();
        let last = wanted.last().map_or("", String::as_str);
        // There are more numbers than names.
        let numbered = || {
            (2..=self.taken.len() + 2)
                .map(|number| format!("{last} ({number})"))
                .find(|name| !self.taken.contains(name))
        };
        let name = free.or_else(numbered).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}
