//! A map from numbers that only grows, and finds what a thread has looked up before in as few steps as can be.

/// By how much keys are spread. The golden ratio: Knuth, The Art of Computer Programming, volume 3, section 6.4.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
/// How many places there are at first.
const FEW: usize = 16;

/// Number to value. A key is at the place that it is spread to, or behind it without a gap.
#[derive(Debug)]
pub(crate) struct Table<V> {
    /// None, or a power of two, at most half of which are taken.
    places: Vec<Option<(u64, V)>>,
    /// How many bits of a spread key do not say its place.
    shift: u32,
    taken: usize,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { places: Vec::new(), shift: u64::BITS - FEW.ilog2(), taken: 0 }
    }
}

impl<V: Copy> Table<V> {
    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<V> {
        let mut at = self.place(key);
        loop {
            let (other, value) = (*self.places.get(at)?)?;
            if other == key {
                return Some(value);
            }
            at = self.next(at);
        }
    }

    /// Adds a value, unless its key is there.
    pub(crate) fn insert(&mut self, key: u64, value: V) {
        if 2 * self.taken >= self.places.len() {
            self.grow();
        }
        let mut at = self.place(key);
        while let Some((other, _)) = self.places[at] {
            if other == key {
                return;
            }
            at = self.next(at);
        }
        self.places[at] = Some((key, value));
        self.taken += 1;
    }

    fn grow(&mut self) {
        let places = (2 * self.places.len()).max(FEW);
        let old = std::mem::replace(&mut self.places, vec![None; places]);
        self.shift = u64::BITS - places.ilog2();
        self.taken = 0;
        old.into_iter().flatten().for_each(|(key, value)| self.insert(key, value));
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a place is less than the length of the vector")]
    fn place(&self, key: u64) -> usize {
        // The high bits, which depend on all bits of the key.
        (key.wrapping_mul(SPREAD) >> self.shift) as usize
    }

    #[inline]
    fn next(&self, at: usize) -> usize {
        (at + 1) & (self.places.len() - 1)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{SPREAD, Table};

    #[test]
    fn every_key_is_found_and_no_other() {
        // Neighbours, and keys that all belong to the first place.
        let inverse = (0..6).fold(SPREAD, |inverse: u64, _| {
            inverse.wrapping_mul(2_u64.wrapping_sub(SPREAD.wrapping_mul(inverse)))
        });
        let keys: Vec<u64> = (0..300).chain((0..100).map(|key: u64| key.wrapping_mul(inverse))).collect();
        let mut table = Table::default();
        assert_eq!(table.get(0), None);
        for (known, key) in keys.iter().enumerate() {
            assert_eq!(table.get(*key).is_some(), keys[..known].contains(key), "{key}");
            table.insert(*key, known);
            table.insert(*key, usize::MAX);
        }
        for key in &keys {
            assert_eq!(table.get(*key), keys.iter().position(|known| known == key), "{key}");
        }
    }
}
