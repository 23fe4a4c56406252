//! All families of a spec, and what is kept of them between scrapes.

use super::family::Family;
use super::folded::{FOLDED, Folded};
use super::negotiate::Format;
use crate::counts::Counts;
use crate::schema::Schema;

/// The families of all that is counted.
#[derive(Debug)]
pub(crate) struct Cache {
    families: Vec<Family>,
    folded: Folded,
    /// How many families come before the runtime's own.
    before_folded: usize,
}

impl Cache {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        let families = schema.metrics.iter().map(|metric| Family::new(schema, metric)).collect();
        let before_folded = schema.metrics.partition_point(|metric| metric.name < FOLDED);
        Self { families, folded: Folded::new(schema), before_folded }
    }

    /// Sums all cells.
    pub(crate) fn refresh(&mut self, counts: &Counts) {
        self.families.iter_mut().for_each(|family| family.begin(counts));
        counts.blocks(|threads, shared| {
            self.families.iter_mut().for_each(|family| family.add(threads, shared));
        });
        self.families.iter_mut().for_each(|family| family.finish(counts));
    }

    /// Appends all families, without the end mark of OpenMetrics. `before` is called before each of them, with its name.
    pub(crate) fn write(
        &mut self,
        out: &mut Vec<u8>,
        counts: &Counts,
        format: Format,
        mut before: impl FnMut(&mut Vec<u8>, &str),
    ) {
        out.reserve(self.families.iter().map(Family::size).sum::<usize>() + self.folded.size() + 64);
        let (first, last) = self.families.split_at_mut(self.before_folded);
        for family in first {
            before(out, family.metric.name);
            family.write(out, counts, format);
        }
        before(out, FOLDED);
        self.folded.write(out, counts, format);
        for family in last {
            before(out, family.metric.name);
            family.write(out, counts, format);
        }
    }

    #[cfg(feature = "_interop")]
    pub(crate) fn families(&self) -> &[Family] {
        &self.families
    }

    #[cfg(feature = "_interop")]
    pub(crate) fn folded(&self) -> &Folded {
        &self.folded
    }
}
