//! Caches in memory: embeddings, answers of models, entities by name.

use std::sync::Arc;

use moka::notification::RemovalCause;
use moka::sync::Cache as Moka;

use crate::metrics::{self, CacheType};

/// A cache that counts what it is asked and what it drops.
#[derive(Clone)]
pub(crate) struct Cache<V> {
    kind: CacheType,
    items: Moka<String, V>,
}

impl<V: Clone + Send + Sync + 'static> Cache<V> {
    /// A cache of so many items.
    pub(crate) fn new(kind: CacheType, most: u64) -> Self {
        let evicted = move |_: Arc<String>, _: V, cause: RemovalCause| {
            if cause == RemovalCause::Size {
                metrics::cache_evictions_total(kind).inc();
            }
        };
        Self { kind, items: Moka::builder().max_capacity(most).eviction_listener(evicted).build() }
    }

    /// What is kept under a key.
    pub(crate) fn get(&self, key: &str) -> Option<V> {
        let found = self.items.get(key);
        match found {
            Some(_) => metrics::cache_hits_total(self.kind).inc(),
            None => metrics::cache_misses_total(self.kind).inc(),
        }
        found
    }

    /// Keeps a value.
    pub(crate) fn put(&self, key: &str, value: V) {
        self.items.insert(key.to_owned(), value);
    }

    /// Says how much there is. Evictions happen now and then, and now.
    pub(crate) fn measure(&self) {
        self.items.run_pending_tasks();
        metrics::cache_size_items(self.kind).set(self.items.entry_count());
    }
}
