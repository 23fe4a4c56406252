//! One bit for each dense cell: which series were touched although their cells are still 0, as `add(0)` leaves them.

use crate::sync::{AtomicU64, Ordering::Relaxed};

/// A set of positions, which only grows.
#[derive(Debug)]
pub(crate) struct Marks(Box<[AtomicU64]>);

impl Marks {
    /// Room for so many positions.
    pub(crate) fn new(positions: u32) -> Self {
        Self((0..positions.div_ceil(u64::BITS)).map(|_| AtomicU64::new(0)).collect())
    }

    /// Marks a position. One that is marked already costs a load: nobody has to wait for anybody.
    pub(crate) fn set(&self, position: u32) {
        if let Some((word, bit)) = self.find(position)
            && word.load(Relaxed) & bit == 0
        {
            word.fetch_or(bit, Relaxed);
        }
    }

    /// Whether a position is marked.
    pub(crate) fn has(&self, position: u32) -> bool {
        self.find(position).is_some_and(|(word, bit)| word.load(Relaxed) & bit != 0)
    }

    fn find(&self, position: u32) -> Option<(&AtomicU64, u64)> {
        let word = self.0.get((position / u64::BITS) as usize)?;
        Some((word, 1 << (position % u64::BITS)))
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::Marks;

    #[test]
    fn each_position_has_a_mark_of_its_own() {
        let marks = Marks::new(65);
        for position in [3, 64, 64] {
            marks.set(position);
        }
        let found: Vec<u32> = (0..200).filter(|position| marks.has(*position)).collect();
        assert_eq!(found, [3, 64]);
    }
}
