//! The store of a spec: all blocks, the values of its open labels, and the series of its sparse metrics.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::block::{Block, Blocks, fit, shares_page};
use crate::cell::Cell;
use crate::exposition::{Cache, FOLDED, Format};
use crate::marks::Marks;
use crate::schema::{Domain, MetricLabel, Schema};
use crate::sync::{RwLock, read, write};
use crate::values::Values;

/// Everything that is counted under one spec.
#[derive(Debug)]
pub struct Store {
    schema: &'static Schema,
    parts: OnceLock<Parts>,
    exposition: Mutex<Option<Cache>>,
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

impl Store {
    /// The store of that spec.
    ///
    /// # Panics
    ///
    /// If a metric has a name that the runtime uses itself. In a static, as here, that is a compile error.
    pub const fn new(schema: &'static Schema) -> Self {
        let mut at = 0;
        while at < schema.metrics.len() {
            let name = schema.metrics[at].name;
            assert!(
                !same(name, FOLDED),
                "`gaugewright_folded_total` is a metric of the runtime: rename yours"
            );
            at += 1;
        }
        Self { schema, parts: OnceLock::new(), exposition: Mutex::new(None) }
    }

    /// Appends the exposition of all that was counted.
    pub fn encode(&self, out: &mut Vec<u8>, format: Format) {
        self.encode_with(out, format, |_, _| {});
        if format == Format::OpenMetrics {
            out.extend_from_slice(b"# EOF\n");
        }
    }

    /// Appends the exposition without its end mark, and calls before each family with its name.
    pub(crate) fn encode_with(
        &self,
        out: &mut Vec<u8>,
        format: Format,
        before: impl FnMut(&mut Vec<u8>, &str),
    ) {
        self.expose(|cache| cache.write(out, self, format, before));
    }

    /// Lets somebody see all families as of now.
    pub(crate) fn expose<R>(&self, see: impl FnOnce(&Cache) -> R) -> R {
        let mut exposition = self.exposition.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = exposition.get_or_insert_with(|| Cache::new(self));
        cache.refresh(self);
        see(cache)
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
    pub(crate) fn each_block(&self, mut visit: impl FnMut(&Block)) {
        let parts = self.parts();
        parts.blocks.each(&mut visit);
        visit(&parts.shared);
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

/// Whether two texts are the same: `==` does not work in constants.
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

fn open(domain: &Domain) -> Option<Values> {
    match domain {
        Domain::Open(limit) => Some(Values::new(*limit)),
        Domain::Closed(_) | Domain::Codes(..) => None,
    }
}

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
