//! The values of an open label: each gets an id the first time it is seen. There is room for a fixed number of them
//! in the whole process; what comes after is folded into `other`, which has the id 0.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _};

use crate::sync::{AtomicU64, Ordering::Relaxed, RwLock, read, write};
use crate::table::Table;

/// What values beyond the limit become.
pub(crate) const OTHER: &str = "other";

type Hash = foldhash::fast::FixedState;

/// The values of one open label.
#[derive(Debug)]
pub(crate) struct Values {
    limit: u32,
    known: RwLock<Known>,
    folded: AtomicU64,
}

#[derive(Debug)]
struct Known {
    /// Looked up, never iterated.
    ids: HashMap<&'static str, u32, Hash>,
    values: Vec<&'static str>,
}

impl Values {
    pub(crate) fn new(limit: u32) -> Self {
        let known = Known { ids: HashMap::from_iter([(OTHER, 0)]), values: vec![OTHER] };
        Self { limit, known: RwLock::new(known), folded: AtomicU64::new(0) }
    }

    /// The value as it is kept, and its id; nothing if it is folded.
    pub(crate) fn intern(&self, value: &str) -> Option<(&'static str, u32)> {
        let found = find(&read(&self.known), value);
        if found.is_some() {
            return found;
        }
        if !self.is_full() {
            let mut known = write(&self.known);
            if let Some(found) = find(&known, value) {
                return Some(found);
            }
            if known.values.len() <= self.limit as usize {
                // Leaked, but no more than `limit` of them ever.
                let kept: &'static str = Box::leak(value.into());
                let id = u32::try_from(known.values.len()).ok()?;
                known.values.push(kept);
                known.ids.insert(kept, id);
                return Some((kept, id));
            }
        }
        self.folded.fetch_add(1, Relaxed);
        None
    }

    /// How often a value was folded.
    pub(crate) fn folded(&self) -> u64 {
        self.folded.load(Relaxed)
    }

    /// How many values are known, `other` included.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(read(&self.known).values.len()).unwrap_or(u32::MAX)
    }

    /// The value with that id.
    pub(crate) fn get(&self, id: u32) -> &'static str {
        read(&self.known).values.get(id as usize).copied().unwrap_or(OTHER)
    }

    fn is_full(&self) -> bool {
        self.len() > self.limit
    }
}

fn find(known: &Known, value: &str) -> Option<(&'static str, u32)> {
    known.ids.get_key_value(value).map(|(value, id)| (*value, *id))
}

/// The values of an open label that a thread has seen before: by their hash.
#[derive(Debug, Default)]
pub(crate) struct Seen(Table<(&'static str, u32)>);

impl Seen {
    /// The id of a value. Of two values with the same hash only the first is found.
    #[inline]
    pub(crate) fn get(&self, value: &str) -> Option<u32> {
        let (known, id) = self.0.get(hash(value))?;
        same(known.as_bytes(), value.as_bytes()).then_some(id)
    }

    pub(crate) fn insert(&mut self, value: &'static str, id: u32) {
        self.0.insert(hash(value), (value, id));
    }
}

#[inline]
fn hash(value: &str) -> u64 {
    let mut hasher = Hash::default().build_hasher();
    hasher.write(value.as_bytes());
    hasher.finish()
}

/// What `==` says. That calls a function, which takes longer than to compare some words here.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some(one_end), Some(other_end)) = (one.last_chunk::<8>(), other.last_chunk::<8>()) else {
        return one == other;
    };
    let mut words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    one_end == other_end && words.all(|(one, other)| one == other)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Seen, Values, same};

    #[test]
    fn values_beyond_the_limit_are_folded_and_counted() {
        let values = Values::new(2);
        assert_eq!(values.intern("a"), Some(("a", 1)));
        assert_eq!(values.intern("b"), Some(("b", 2)));
        assert_eq!(values.intern("c"), None);
        assert_eq!(values.intern("a"), Some(("a", 1)));
        assert_eq!(values.intern("other"), Some(("other", 0)));
        assert_eq!((values.len(), values.folded()), (3, 1));
        assert_eq!((values.get(2), values.get(9)), ("b", "other"));
    }
    #[test]
    fn texts_are_the_same_if_every_byte_is() {
        let text = b"/api/v1/things/{id}/parts";
        for length in 0..=text.len() {
            let text = &text[..length];
            assert!(same(text, text) && !same(text, b"/api/v1/things/{id}/parts/") && !same(b"-", text));
            for at in 0..length {
                let mut other = text.to_vec();
                other[at] ^= 1;
                assert!(!same(text, &other), "{length} {at}");
            }
        }
    }

    #[test]
    fn what_was_seen_is_found() {
        let mut seen = Seen::default();
        let values: Vec<&'static str> = (0..500).map(|at| &*format!("value {at}").leak()).collect();
        for (id, value) in (1..).zip(&values) {
            assert_eq!(seen.get(value), None);
            seen.insert(value, id);
        }
        let found: Vec<Option<u32>> = values.iter().map(|value| seen.get(value)).collect();
        assert_eq!(found, (1..=500).map(Some).collect::<Vec<_>>());
        assert_eq!(seen.get(""), None);
    }
}
