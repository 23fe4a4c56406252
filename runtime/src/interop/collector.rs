#[cfg(feature = "prometheus-client")]
mod client;
#[cfg(feature = "prometheus")]
mod prometheus;

use crate::local::Backend;
use crate::store::Store;

/// A spec as a collector in a hand-made registry, of the crate `prometheus` or of `prometheus-client`.
#[derive(Clone, Debug)]
#[cfg_attr(docsrs, doc(cfg(any(feature = "prometheus", feature = "prometheus-client"))))]
pub struct Collector {
    store: &'static Store,
    #[cfg(feature = "prometheus")]
    descriptions: std::sync::Arc<[::prometheus::core::Desc]>,
}

impl Collector {
    /// The collector of a spec.
    pub fn new<B: Backend>() -> Self {
        let store = B::store();
        Self {
            store,
            #[cfg(feature = "prometheus")]
            descriptions: prometheus::descriptions(store),
        }
    }
}
