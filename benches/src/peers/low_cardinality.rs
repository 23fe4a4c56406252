//! foundations-metrics, the coming ground of foundations, in the family that its documentation advises for closed labels.

use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::time::Duration;

use foundations_metrics::{
    Counter, HistogramBuilder, LowCardinalityFamily, LowCardinalityLabel, ThreadLocalCounter, TimeHistogram,
};
use serde::Serialize;

use super::BOUNDS;
use super::values::{Model, Provider, Status};
use crate::ours;

/// Labels of which every combination has a place: no hash, no lock.
#[derive(Clone, PartialEq, Serialize)]
struct Labels {
    provider: Provider,
    model: Model,
    status: Status,
}

impl LowCardinalityLabel for Labels {
    const CARDINALITY: NonZeroUsize =
        NonZeroUsize::new(Provider::ALL.len() * Model::ALL.len() * Status::ALL.len()).unwrap();

    fn index(&self) -> usize {
        (self.provider as usize * Model::ALL.len() + self.model as usize) * Status::ALL.len()
            + self.status as usize
    }
}

fn labels(provider: ours::Provider, model: ours::Model, status: ours::Outcome) -> Labels {
    Labels { provider: provider.into(), model: model.into(), status: status.into() }
}

static LOW: LazyLock<LowCardinalityFamily<Labels, Counter>> = LazyLock::new(Default::default);
static LOCAL: LazyLock<LowCardinalityFamily<Labels, ThreadLocalCounter>> = LazyLock::new(Default::default);
static LOW_HISTOGRAM: LazyLock<LowCardinalityFamily<Labels, TimeHistogram, HistogramBuilder>> =
    LazyLock::new(|| LowCardinalityFamily::new_with_constructor(HistogramBuilder { buckets: &BOUNDS }));

pub fn counter(provider: ours::Provider, model: ours::Model, status: ours::Outcome) {
    LOW.get_or_create(&labels(provider, model, status)).inc();
}

pub fn local_counter(provider: ours::Provider, model: ours::Model, status: ours::Outcome) {
    LOCAL.get_or_create(&labels(provider, model, status)).inc();
}

pub fn histogram(provider: ours::Provider, model: ours::Model, status: ours::Outcome, value: Duration) {
    LOW_HISTOGRAM.get_or_create(&labels(provider, model, status)).observe(value.as_nanos() as u64);
}
