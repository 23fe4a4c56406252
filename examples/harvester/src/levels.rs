//! How much there is: gauges that only the service can set.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::metrics::{self, RelationshipType, Source};
use crate::pipeline::Pipelines;
use crate::store::Counts;

/// Sets every gauge anew, often enough for each scrape to see a fresh value.
pub(crate) async fn keep(pipelines: Pipelines, every: Duration) {
    let revision = option_env!("GIT_REVISION").unwrap_or("unknown");
    metrics::build_info(env!("CARGO_PKG_VERSION"), revision).set();
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        pipelines.store.measure();
        pipelines.measure();
        // A database that does not answer is counted where it is asked; the levels stay as they were.
        if let Ok(counts) = pipelines.store.counts().await {
            set(&counts);
        }
    }
}

fn set(counts: &Counts) {
    let [all, with_score, with_analysis, notified] = counts.signals;
    metrics::signals_total().set(all);
    metrics::signals_scored().set(with_score);
    metrics::signals_analyzed().set(with_analysis);
    metrics::signals_notified().set(notified);
    metrics::discoveries_total().set(counts.discoveries);
    for (source, count) in &counts.by_source {
        if let Ok(source) = source.parse::<Source>() {
            metrics::discoveries_by_source(source).set(*count);
        }
    }
    let [topics, active] = counts.topics;
    metrics::topics_total().set(topics);
    metrics::topics_active().set(active);
    metrics::topic_artifacts_total().set(counts.in_topics);
    metrics::entities_total().set(counts.entities);
    metrics::relationships_total().set(counts.by_kind.iter().map(|(_, count)| count).sum::<i64>());
    for (kind, count) in &counts.by_kind {
        if let Ok(kind) = kind.parse::<RelationshipType>() {
            metrics::relationships_by_type(kind).set(*count);
        }
    }
}
