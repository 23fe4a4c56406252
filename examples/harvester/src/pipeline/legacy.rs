//! Signals: fetched, scored by a model, the good ones told to somebody.

use gaugewright::tracked;

use super::{Failure, Pipelines};
use crate::llm::MODELS;
use crate::metrics::PipelineType;

/// How many signals are kept that nobody was told about.
const KEPT: i64 = 10_000;

impl Pipelines {
    #[tracked(pipeline, pipeline_type = PipelineType::Legacy)]
    pub(super) async fn legacy(&self) -> Result<(), Failure> {
        let posts = self.sources.signals().await?;
        self.store.add_signals(posts).await?;
        for (turn, signal) in self.store.unscored().await?.into_iter().enumerate() {
            let question =
                format!("How much does this matter, from 0 to 1? Say the number first.\n{}", signal.text);
            let answer = self.llm.ask(MODELS[turn % MODELS.len()], &question).await?;
            let score = answer.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
            self.store.score_signal(signal.id, score, answer).await?;
        }
        self.store.forget_signals(KEPT).await?;
        Ok(())
    }
}
