//! The store of a spec: what is counted under it, and how that is shown.

use std::sync::{Mutex, PoisonError};

use crate::counts::Counts;
use crate::exposition::{Cache, FOLDED, Format};
use crate::schema::Schema;

/// Everything that is counted under one spec.
#[derive(Debug)]
pub struct Store {
    counts: Counts,
    exposition: Mutex<Option<Cache>>,
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
        Self { counts: Counts::new(schema), exposition: Mutex::new(None) }
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
        self.expose(|cache| cache.write(out, &self.counts, format, before));
    }

    /// Lets somebody see all families as of now.
    pub(crate) fn expose<R>(&self, see: impl FnOnce(&mut Cache) -> R) -> R {
        let mut exposition = self.exposition.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = exposition.get_or_insert_with(|| Cache::new(self.counts.schema()));
        cache.refresh(&self.counts);
        see(cache)
    }

    /// What the spec says.
    pub fn schema(&self) -> &'static Schema {
        self.counts.schema()
    }

    /// What is counted.
    #[inline]
    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
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
