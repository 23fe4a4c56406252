//! All that one scrape reads: the metrics of a spec, and what was put beside them.

use crate::exposition::{Format, Response, respond};
#[cfg(feature = "_interop")]
use crate::interop::{Collision, Handmade, Registries};
use crate::local::Backend;
use crate::store::Store;

/// What a scrape reads: the metrics of a spec and, with the features `prometheus` and `prometheus-client`, those of hand-made registries.
///
/// If the spec has open labels, the runtime adds a metric of its own: `gaugewright_folded_total` says for each of
/// them, by the label `label`, how often a new value was counted as `other` because the limit was reached.
///
/// The number of observations of a histogram is the sum of its buckets, so the two always agree. Its `_sum` may lag behind
/// by observations that are being recorded at the moment of the scrape.
#[derive(Clone, Debug)]
pub struct Exposition {
    store: &'static Store,
    #[cfg(feature = "_interop")]
    registries: Registries,
}

impl Exposition {
    /// The metrics of a spec.
    pub fn new<B: Backend>() -> Self {
        Self {
            store: B::store(),
            #[cfg(feature = "_interop")]
            registries: Registries::new(),
        }
    }

    /// Adds the metrics of a hand-made registry: that of the crate `prometheus`, or of `prometheus-client`. It is an error if one of them has a
    /// name that is taken. Should such a metric appear later, when it is too late for an error, it is left out of the scrape: a metric with
    /// labels is in no registry before one of its series is.
    #[cfg(feature = "_interop")]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "prometheus", feature = "prometheus-client"))))]
    pub fn with(mut self, registry: impl Into<Handmade>) -> Result<Self, Collision> {
        self.registries.add(registry.into(), self.store.schema())?;
        Ok(self)
    }

    /// Adds what the operating system knows about this process: CPU time, memory, file descriptors, threads, the time
    /// of its start. There is nothing to add where that is not Linux.
    #[cfg(feature = "process")]
    pub fn with_process(self) -> Result<Self, Collision> {
        let registry = prometheus::Registry::new();
        #[cfg(target_os = "linux")]
        {
            let process = prometheus::process_collector::ProcessCollector::for_self();
            // A new registry has no other collector that it could collide with.
            registry.register(Box::new(process)).unwrap_or_default();
        }
        self.with(registry)
    }

    /// Appends everything, families sorted by their names.
    pub fn encode(&self, out: &mut Vec<u8>, format: Format) {
        self.encode_samples(out, format);
        if format == Format::OpenMetrics {
            out.extend_from_slice(b"# EOF\n");
        }
    }

    /// The answer to a scrape whose request has these headers.
    pub fn respond(&self, accept: Option<&str>, accept_encoding: Option<&str>) -> Response {
        respond(accept, accept_encoding, |out, format| self.encode(out, format))
    }

    /// The path that the spec says it is scraped at.
    pub fn path(&self) -> &'static str {
        self.store.schema().path
    }

    #[cfg(not(feature = "_interop"))]
    fn encode_samples(&self, out: &mut Vec<u8>, format: Format) {
        self.store.encode_with(out, format, |_, _| {});
    }

    #[cfg(feature = "_interop")]
    fn encode_samples(&self, out: &mut Vec<u8>, format: Format) {
        // Before our own: one of the registries may have our collector, which needs the same lock.
        let foreign = self.registries.gather(self.store.schema());
        let mut foreign = foreign.iter().peekable();
        self.store.encode_with(out, format, |out, name| {
            while let Some(family) = foreign.next_if(|family| *family.name < *name) {
                family.write(out, format);
            }
        });
        foreign.for_each(|family| family.write(out, format));
    }
}

/// Makes the functions by which a spec is scraped. `metrics!` calls it at the end of the spec's module.
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition {
    ($backend:ident) => {
        /// Appends the exposition of all metrics of this spec. A buffer that is used again costs no allocation.
        pub fn encode(out: &mut ::std::vec::Vec<u8>, format: $crate::Format) {
            <$backend as $crate::__private::Backend>::store().encode(out, format);
        }

        /// What a scrape reads: all metrics of this spec, and what else you put beside them.
        pub fn exposition() -> $crate::Exposition {
            $crate::Exposition::new::<$backend>()
        }

        $crate::__exposition_interop!($backend);
        $crate::__exposition_axum!($backend);
    };
}

/// With the feature `prometheus` or `prometheus-client`.
#[cfg(feature = "_interop")]
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition_interop {
    ($backend:ident) => {
        /// This spec as a collector for a registry of the crate `prometheus` or `prometheus-client`.
        pub fn collector() -> $crate::Collector {
            $crate::Collector::new::<$backend>()
        }
    };
}

#[cfg(not(feature = "_interop"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition_interop {
    ($backend:ident) => {};
}

/// What is there with the feature `axum` only: `metrics!` cannot know the features of this crate.
#[cfg(feature = "axum")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_axum {
    ($($item:item)*) => { $($item)* };
}

#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_axum {
    ($($item:item)*) => {};
}

/// With the feature `axum`.
#[cfg(feature = "axum")]
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition_axum {
    ($backend:ident) => {
        /// Routes scrapes at the path that the spec says. It has no time limit: `axum::serve` keeps a connection for as long as a client does
        /// not end its request, so where strangers reach the port, put one before it (`tower_http::timeout::TimeoutLayer`, or a proxy).
        pub fn router<S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static>()
        -> $crate::__private::axum::Router<S> {
            exposition().router()
        }

        /// Answers scrapes, for a route of your own.
        pub async fn handler(
            headers: $crate::__private::axum::http::HeaderMap,
        ) -> $crate::__private::axum::response::Response {
            exposition().answer(&headers)
        }
    };
}

#[cfg(not(feature = "axum"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition_axum {
    ($backend:ident) => {};
}
