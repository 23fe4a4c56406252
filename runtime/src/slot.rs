//! Where the cells of a series are.

use crate::block::{Block, shares_page};
use crate::cell::Cell;

/// Where the cells of a series are, whatever block is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// From this cell of the dense ones on.
    Dense(u32),
    /// At this offset of the sparse ones.
    Sparse(u32),
}

impl Slot {
    /// What lies so many cells further, if `width` cells from there are sure to be within the same slice.
    pub(crate) fn plus(self, cells: u32, width: u32) -> Option<Self> {
        match self {
            Self::Dense(first) => first.checked_add(cells).map(Self::Dense),
            Self::Sparse(offset) => {
                let next = offset.checked_add(cells)?;
                shares_page(offset, next.checked_add(width - 1)?).then_some(Self::Sparse(next))
            }
        }
    }

    /// The series' cells in a block, if they exist there.
    pub(crate) fn of(self, block: &Block, width: u32) -> Option<&[Cell]> {
        match self {
            Self::Dense(first) => block.dense().get(first as usize..(first + width) as usize),
            Self::Sparse(offset) => block.sparse(offset, width),
        }
    }
}
