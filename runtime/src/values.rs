//! The values of an open label: each gets an id the first time it is seen. There is room for a fixed number of them
//! in the whole process; what comes after is folded into `other`, which has the id 0.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::sync::{AtomicU64, Ordering::Relaxed, RwLock, read, write};

/// What values beyond the limit become.
pub(crate) const OTHER: &str = "other";

pub(crate) type Hash = foldhash::fast::FixedState;
/// Value to id. Looked up, never iterated.
pub(crate) type Ids = HashMap<&'static str, u32, Hash>;
/// A map from numbers that are spread well enough by a multiplication.
pub(crate) type ByNumber<V> = HashMap<u64, V, BuildHasherDefault<Multiply>>;

/// The values of one open label.
#[derive(Debug)]
pub(crate) struct Values {
    limit: u32,
    known: RwLock<Known>,
    folded: AtomicU64,
}

#[derive(Debug)]
struct Known {
    ids: Ids,
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

/// Hashes one number by a multiplication, whose high bits depend on all bits of the number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Multiply(u64);

impl std::hash::Hasher for Multiply {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        let product = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::Values;

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
}
