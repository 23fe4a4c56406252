use std::fmt;
use std::sync::Arc;

use super::foreign::Foreign;

/// A registry of hand-made collectors: a `prometheus::Registry`, or a `prometheus_client::registry::Registry`, which may be shared.
#[derive(Clone)]
#[cfg_attr(docsrs, doc(cfg(any(feature = "prometheus", feature = "prometheus-client"))))]
pub struct Handmade(Arc<dyn Fn() -> Vec<Foreign> + Send + Sync>);

impl fmt::Debug for Handmade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handmade").finish_non_exhaustive()
    }
}

impl Handmade {
    pub(super) fn new(gather: impl Fn() -> Vec<Foreign> + Send + Sync + 'static) -> Self {
        Self(Arc::new(gather))
    }

    /// All families as they are now.
    pub(super) fn gather(&self) -> Vec<Foreign> {
        (self.0)()
    }
}
