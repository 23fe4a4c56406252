//! Exemplars: beside the count of a bucket, the trace of a call that fell into it, so that a click on a slow spot of a heatmap
//! leads to a slow call.
//!
//! The last traced observation of each bucket is kept, so there are never more of them than buckets. An observation that
//! belongs to no sampled trace costs the question and nothing else.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use crate::slot::Slot;

/// The trace that something belongs to, by the ids of [W3C trace context](https://www.w3.org/TR/trace-context/#trace-id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The whole trace.
    pub trace_id: u128,
    /// The span in it.
    pub span_id: u64,
}

/// Says where the current trace comes from: a function that has it, or nothing if none is being sampled.
///
/// It is called for every observation of a histogram, on the thread that observes. Without this the feature `opentelemetry` asks
/// OpenTelemetry, and `exemplars` alone finds no trace.
///
/// ```
/// # gaugewright::metrics!("../tests/ui/spec.yaml");
/// # use metrics::Provider;
/// # fn main() {
/// gaugewright::set_trace_source(|| Some(gaugewright::Trace { trace_id: 0xabc, span_id: 7 })).expect("nobody else set one");
///
/// metrics::llm_request_duration_seconds(Provider::Openai).observe(std::time::Duration::from_millis(20));
///
/// let mut text = Vec::new();
/// metrics::encode(&mut text, gaugewright::Format::OpenMetrics);
/// let trace = "# {trace_id=\"00000000000000000000000000000abc\",span_id=\"0000000000000007\"} 0.02 ";
/// assert!(String::from_utf8_lossy(&text).contains(trace));
/// # }
/// ```
///
/// # Errors
/// The function, if there is one already: the first stays.
pub fn set_trace_source(source: fn() -> Option<Trace>) -> Result<(), fn() -> Option<Trace>> {
    SOURCE.set(source)
}

static SOURCE: OnceLock<fn() -> Option<Trace>> = OnceLock::new();

/// The current trace, if one is being sampled.
#[inline]
pub(crate) fn current() -> Option<Trace> {
    SOURCE.get().copied().unwrap_or(default_source)()
}

/// Something that was observed while a trace was being sampled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exemplar {
    pub(crate) trace: Trace,
    pub(crate) value: f64,
    pub(crate) at: SystemTime,
}

/// The latest exemplar of every bucket that has one.
#[derive(Debug, Default)]
pub(crate) struct Exemplars {
    latest: Mutex<BTreeMap<(Slot, usize), Exemplar>>,
}

impl Exemplars {
    /// Calls with a way to look up the exemplar of a bucket.
    pub(crate) fn look<R>(&self, see: impl FnOnce(&BTreeMap<(Slot, usize), Exemplar>) -> R) -> R {
        see(&self.latest.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the exemplar of a bucket. If a scrape or another thread is at it, theirs will do.
    pub(crate) fn put(&self, slot: Slot, bucket: usize, exemplar: Exemplar) {
        if let Ok(mut latest) = self.latest.try_lock() {
            latest.insert((slot, bucket), exemplar);
        }
    }
}

#[cfg(not(feature = "opentelemetry"))]
fn default_source() -> Option<Trace> {
    None
}

#[cfg(feature = "opentelemetry")]
fn default_source() -> Option<Trace> {
    use opentelemetry::Context;
    use opentelemetry::trace::TraceContextExt as _;

    let traced = || {
        Context::map_current(|context| {
            let span = context.span();
            let span = span.span_context();
            (span.is_valid() && span.is_sampled()).then(|| Trace {
                trace_id: u128::from_be_bytes(span.trace_id().to_bytes()),
                span_id: u64::from_be_bytes(span.span_id().to_bytes()),
            })
        })
    };
    // It panics while a thread is going down and has no context any more.
    std::panic::catch_unwind(traced).ok().flatten()
}
