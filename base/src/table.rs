//! An ordered table with look-up by key: the order of the spec is kept in everything that is generated.

use std::collections::BTreeMap;

/// A thing with a name that is unique in its table.
pub trait Keyed {
    /// The name.
    fn key(&self) -> &str;
}

/// Things in the order in which the spec names them, found by name.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<T>,
    index: BTreeMap<String, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), index: BTreeMap::new() }
    }
}

impl<T: Keyed> Table<T> {
    /// Adds a row; gives it back if there is one of that name already.
    pub fn insert(&mut self, row: T) -> Result<(), T> {
        if self.index.contains_key(row.key()) {
            return Err(row);
        }
        self.index.insert(row.key().to_owned(), self.rows.len());
        self.rows.push(row);
        Ok(())
    }

    /// The row of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.index.get(name).map(|&at| &self.rows[at])
    }

    /// Whether there is a row of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The rows, in the order of the spec.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The rows, to be changed; their names have to stay.
    pub fn rows_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<'a, T: Keyed> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Keyed> FromIterator<T> for Table<T> {
    /// Of rows with the same name the first stays.
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let mut table = Self::default();
        for row in rows {
            let _ = table.insert(row);
        }
        table
    }
}
