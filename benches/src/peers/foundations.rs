//! Cloudflare's foundations with its feature `metrics` alone.

use std::time::Duration;

use ::foundations::telemetry::metrics::{Counter, HistogramBuilder, TimeHistogram, metrics};

use super::BOUNDS;
use super::values::{Model, Provider, Status};
use crate::ours;

#[metrics]
mod bench {
    /// Calls
    pub fn calls_total(provider: Provider, model: Model, status: Status) -> Counter;

    /// Time of a call
    #[ctor = HistogramBuilder { buckets: &BOUNDS }]
    pub fn call_duration_seconds(provider: Provider, model: Model, status: Status) -> TimeHistogram;
}

pub fn counter(provider: ours::Provider, model: ours::Model, status: ours::Outcome) {
    bench::calls_total(provider.into(), model.into(), status.into()).inc();
}

pub fn histogram(provider: ours::Provider, model: ours::Model, status: ours::Outcome, value: Duration) {
    bench::call_duration_seconds(provider.into(), model.into(), status.into())
        .observe(value.as_nanos() as u64);
}
