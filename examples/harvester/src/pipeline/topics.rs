//! Topics: words that several discoveries have in their titles.

use std::collections::BTreeMap;

use gaugewright::tracked;

use super::{Failure, Pipelines};
use crate::metrics::PipelineType;

/// In how many titles a word has to stand.
const TITLES: usize = 3;
/// Shorter words say little.
const LETTERS: usize = 5;

impl Pipelines {
    #[tracked(pipeline, pipeline_type = PipelineType::TopicEvolution)]
    pub(super) async fn topic_evolution(&self) -> Result<(), Failure> {
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        for discovery in self.store.discoveries().await? {
            let title = discovery.title.to_lowercase();
            for word in
                title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() >= LETTERS)
            {
                *titles.entry(word.to_owned()).or_default() += 1;
            }
        }
        for (word, _) in titles.into_iter().filter(|(_, count)| *count >= TITLES) {
            self.store.assign_topic(word).await?;
        }
        Ok(())
    }
}
