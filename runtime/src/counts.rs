//! What is counted under a spec: all blocks, the values of its open labels, and the series of its sparse metrics.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::block::{Block, Blocks, fit};
use crate::marks::Marks;
use crate::schema::{Domain, MetricLabel, Schema};
use crate::slot::Slot;
use crate::sync::{RwLock, read, write};
use crate::values::Values;

/// Everything that is counted under one spec.
#[derive(Debug)]
pub(crate) struct Counts {
    schema: &'static Schema,
    parts: OnceLock<Parts>,
}

#[derive(Debug)]
struct Parts {
    blocks: Blocks,
    /// For what runs when its thread has no block any more, and for the values of gauges.
    shared: Block,
    /// Dense series that were touched by adding nothing, by their first cell.
    touched: Marks,
    /// By the position of the label definition; nothing for closed labels.
    values: Box<[Option<Values>]>,
    series: RwLock<Series>,
    #[cfg(feature = "exemplars")]
    exemplars: crate::exemplar::Exemplars,
}

/// The series of sparse metrics that were touched: key to offset.
#[derive(Debug)]
struct Series {
    offsets: BTreeMap<u64, u32>,
    next: u32,
}

impl Counts {
    pub(crate) const fn new(schema: &'static Schema) -> Self {
        Self { schema, parts: OnceLock::new() }
    }

    /// What the spec says.
    pub(crate) fn schema(&self) -> &'static Schema {
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

    /// The values that a label can take.
    pub(crate) fn domain(&self, label: &MetricLabel) -> &'static Domain {
        &self.schema.labels[usize::from(label.label)].domain
    }

    /// The offset of a sparse series, which gets one the first time it is asked for; nothing if all room is taken.
    pub(crate) fn offset(&self, key: u64, width: u32) -> Option<u32> {
        if let Some(offset) = self.known_offset(key) {
            return Some(offset);
        }
        let mut series = write(&self.parts().series);
        if let Some(offset) = series.offsets.get(&key) {
            return Some(*offset);
        }
        let offset = fit(series.next, width)?;
        series.next = offset + width;
        series.offsets.insert(key, offset);
        Some(offset)
    }

    /// The offset of a sparse series that was touched before.
    pub(crate) fn known_offset(&self, key: u64) -> Option<u32> {
        read(&self.parts().series).offsets.get(&key).copied()
    }

    /// Has the dense series with that first cell exported from now on, whatever it counts.
    #[cold]
    pub(crate) fn touch(&self, first: u32) {
        self.parts().touched.set(first);
    }

    /// Whether a series was touched, whatever its cells say. For a dense one only if it was touched by adding nothing.
    pub(crate) fn is_touched(&self, slot: Slot) -> bool {
        match slot {
            Slot::Dense(first) => self.parts().touched.has(first),
            Slot::Sparse(_) => true,
        }
    }

    /// The sparse series whose keys are in the range, in order: keys and offsets.
    pub(crate) fn series(&self, keys: Range<u64>) -> Vec<(u64, u32)> {
        read(&self.parts().series).offsets.range(keys).map(|(key, offset)| (*key, *offset)).collect()
    }

    /// How many sparse series there are.
    pub(crate) fn series_count(&self) -> u64 {
        read(&self.parts().series).offsets.len() as u64
    }

    /// The traces kept beside the buckets of histograms.
    #[cfg(feature = "exemplars")]
    pub(crate) fn exemplars(&self) -> &crate::exemplar::Exemplars {
        &self.parts().exemplars
    }

    /// Calls with each thread's block and with the shared one, which comes last.
    pub(crate) fn each_block(&self, visit: impl FnMut(&Block)) {
        self.blocks(|threads, shared| threads.iter().copied().chain([shared]).for_each(visit));
    }

    /// Calls with the blocks of all threads, and with the shared one.
    pub(crate) fn blocks(&self, see: impl FnOnce(&[&'static Block], &Block)) {
        let parts = self.parts();
        parts.blocks.see(|threads| see(threads, &parts.shared));
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts {
            blocks: Blocks::new(),
            shared: Block::new(self.schema.cells),
            touched: Marks::new(self.schema.cells),
            values: self.schema.labels.iter().map(|label| open(&label.domain)).collect(),
            series: RwLock::new(Series { offsets: BTreeMap::new(), next: 0 }),
            #[cfg(feature = "exemplars")]
            exemplars: crate::exemplar::Exemplars::default(),
        })
    }
}

fn open(domain: &Domain) -> Option<Values> {
    match domain {
        Domain::Open(limit) => Some(Values::new(*limit)),
        Domain::Closed(_) | Domain::Codes(..) => None,
    }
}
