//! The store of a spec: all blocks, the values of its open labels, and the series of its sparse metrics.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::block::{Block, Blocks, fit};
use crate::cell::Cell;
use crate::schema::{Domain, Schema};
use crate::sync::{RwLock, read, write};
use crate::values::Values;

/// Everything that is counted under one spec.
#[derive(Debug)]
pub struct Store {
    schema: &'static Schema,
    parts: OnceLock<Parts>,
}

#[derive(Debug)]
struct Parts {
    blocks: Blocks,
    /// For what runs when its thread has no block any more, and for the values of gauges.
    shared: Block,
    /// By the position of the label definition; nothing for closed labels.
    values: Box<[Option<Values>]>,
    series: RwLock<Series>,
}

/// The series of sparse metrics that occur: key to offset.
#[derive(Debug)]
struct Series {
    offsets: BTreeMap<u64, u32>,
    next: u32,
}

impl Store {
    /// The store of that spec.
    pub const fn new(schema: &'static Schema) -> Self {
        Self { schema, parts: OnceLock::new() }
    }

    /// What the spec says.
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    pub(crate) fn claim(&self) -> &'static Block {
        self.parts().blocks.claim(self.schema.cells)
    }

    pub(crate) fn release(&self, block: &'static Block) {
        self.parts().blocks.release(block);
    }

    pub(crate) fn shared(&'static self) -> &'static Block {
        &self.parts().shared
    }

    /// The values of a label definition, if it is open.
    pub(crate) fn values(&self, label: u16) -> Option<&Values> {
        self.parts().values.get(usize::from(label))?.as_ref()
    }

    /// The offset of a sparse series, which gets one the first time it is asked for; nothing if all room is taken.
    pub(crate) fn offset(&self, key: u64, width: u32) -> Option<u32> {
        let series = &self.parts().series;
        if let Some(offset) = read(series).offsets.get(&key) {
            return Some(*offset);
        }
        let mut series = write(series);
        if let Some(offset) = series.offsets.get(&key) {
            return Some(*offset);
        }
        let offset = fit(series.next, width)?;
        series.next = offset + width;
        series.offsets.insert(key, offset);
        Some(offset)
    }

    /// The sparse series whose keys are in the range, in order: keys and offsets.
    pub(crate) fn series(&self, keys: Range<u64>) -> Vec<(u64, u32)> {
        read(&self.parts().series).offsets.range(keys).map(|(key, offset)| (*key, *offset)).collect()
    }

    /// Calls with each thread's block and with the shared one, which comes last.
    pub(crate) fn each_block(&self, mut visit: impl FnMut(&Block)) {
        let parts = self.parts();
        parts.blocks.each(&mut visit);
        visit(&parts.shared);
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts {
            blocks: Blocks::new(),
            shared: Block::new(self.schema.cells),
            values: self.schema.labels.iter().map(|label| open(&label.domain)).collect(),
            series: RwLock::new(Series { offsets: BTreeMap::new(), next: 0 }),
        })
    }
}

fn open(domain: &Domain) -> Option<Values> {
    match domain {
        Domain::Open(limit) => Some(Values::new(*limit)),
        Domain::Closed(_) | Domain::Codes(..) => None,
    }
}

/// Where the cells of a series are, whatever block is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// From this cell of the dense ones on.
    Dense(u32),
    /// At this offset of the sparse ones.
    Sparse(u32),
}

impl Slot {
    /// The series' cells in a block, if they exist there.
    pub(crate) fn of(self, block: &Block, width: u32) -> Option<&[Cell]> {
        match self {
            Self::Dense(first) => block.dense().get(first as usize..(first + width) as usize),
            Self::Sparse(offset) => block.sparse(offset, width),
        }
    }

    /// The series' cells in the shared block.
    pub(crate) fn of_shared(self, shared: &Block, width: u32) -> Option<&[Cell]> {
        match self {
            Self::Dense(_) => self.of(shared, width),
            Self::Sparse(offset) => Some(shared.sparse_or_new(offset, width)),
        }
    }
}
