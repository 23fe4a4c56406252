//! The pipelines: each a function that is measured as one run.

mod discovery;
mod legacy;
mod topics;

use std::time::Duration;

use gaugewright::LabelValue;
use tokio::time::{MissedTickBehavior, interval};

use crate::cache::Cache;
use crate::llm::{self, Llm};
use crate::metrics::{self, CacheType, PipelineType};
use crate::sources::{self, Sources};
use crate::store::{self, Store};

/// The step at which a run failed.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(metrics::PipelineError)]
pub(crate) enum Failure {
    Fetch,
    Score,
    Resolve,
    Store,
    Timeout,
}

impl From<sources::Failure> for Failure {
    fn from(failure: sources::Failure) -> Self {
        match failure {
            sources::Failure::Timeout => Self::Timeout,
            _ => Self::Fetch,
        }
    }
}

impl From<llm::Failure> for Failure {
    fn from(failure: llm::Failure) -> Self {
        match failure {
            llm::Failure::Timeout => Self::Timeout,
            _ => Self::Score,
        }
    }
}

impl From<store::Failure> for Failure {
    fn from(_: store::Failure) -> Self {
        Self::Store
    }
}

/// Everything that the pipelines work with.
#[derive(Clone)]
pub(crate) struct Pipelines {
    pub(crate) store: Store,
    pub(crate) llm: Llm,
    sources: Sources,
    entities: Cache<()>,
}

impl Pipelines {
    pub(crate) fn new(store: Store, llm: Llm, sources: Sources, cached_entities: u64) -> Self {
        Self { store, llm, sources, entities: Cache::new(CacheType::Entity, cached_entities) }
    }

    /// Runs one pipeline to its end.
    pub(crate) async fn run(&self, which: PipelineType) -> Result<(), Failure> {
        match which {
            PipelineType::Discovery => self.discovery().await,
            PipelineType::Legacy => self.legacy().await,
            PipelineType::TopicEvolution => self.topic_evolution().await,
        }
    }

    /// Runs all of them again and again, one after the other.
    pub(crate) async fn schedule(self, every: Duration) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            for which in [PipelineType::Discovery, PipelineType::Legacy, PipelineType::TopicEvolution] {
                if let Err(step) = self.run(which).await {
                    eprintln!("harvester: the run of {which} failed at {step:?}");
                }
            }
        }
    }

    /// Says how much the caches hold.
    pub(crate) fn measure(&self) {
        self.llm.measure();
        self.entities.measure();
    }
}
