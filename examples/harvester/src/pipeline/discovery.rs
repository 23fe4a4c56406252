//! Discoveries: fetched, embedded, their entities resolved, their relationships found.

use gaugewright::tracked;

use super::{Failure, Pipelines};
use crate::metrics::{self, DetectionType, PipelineType, RelationshipType};
use crate::sources::{ASKED, Artifact};
use crate::store::Discovery;

/// How alike two texts are that have to do with each other.
const ALIKE: f32 = 0.95;
/// How many of the newest discoveries a new one is compared with.
const COMPARED: usize = 20;

impl Pipelines {
    #[tracked(pipeline, pipeline_type = PipelineType::Discovery)]
    pub(super) async fn discovery(&self) -> Result<(), Failure> {
        for source in ASKED {
            for artifact in self.sources.discoveries(source).await? {
                self.take(artifact).await?;
            }
        }
        Ok(())
    }

    async fn take(&self, artifact: Artifact) -> Result<(), Failure> {
        let text = format!("{} {}", artifact.title, artifact.summary);
        let authors = artifact.authors.clone();
        let vector = self.llm.embedding(&text).await?;
        self.resolve(authors).await?;
        let others = self.store.discoveries().await?;
        let Some(id) = self.store.add_discovery(artifact).await? else { return Ok(()) };
        for other in others.iter().take(COMPARED) {
            self.relate(id, &text, &vector, other).await?;
        }
        Ok(())
    }

    /// Finds the entities of names: `J. Doe` and `j doe` are one.
    async fn resolve(&self, names: Vec<String>) -> Result<(), Failure> {
        metrics::entity_resolutions_total().add(names.len() as u64);
        let mut unknown = Vec::new();
        for name in names {
            let mended = name.replace('.', " ").to_lowercase();
            let mended = mended.split_whitespace().collect::<Vec<_>>().join(" ");
            if self.entities.get(&mended).is_none() {
                let merged = mended != name;
                unknown.push((mended, merged));
            }
        }
        if !unknown.is_empty() {
            let merges = self.store.add_entities(unknown.clone()).await.map_err(|_| Failure::Resolve)?;
            metrics::entity_merges_total().add(merges);
            for (name, _) in &unknown {
                self.entities.put(name, ());
            }
        }
        Ok(())
    }

    async fn relate(&self, id: i64, text: &str, vector: &[f32], other: &Discovery) -> Result<(), Failure> {
        let (detection, kind) = if text.contains(&other.title) {
            (DetectionType::Pattern, RelationshipType::Mentions)
        } else {
            let place = self.llm.embedding(&format!("{} {}", other.title, other.summary)).await?;
            if likeness(vector, &place) < ALIKE {
                return Ok(());
            }
            (DetectionType::Semantic, RelationshipType::Discusses)
        };
        metrics::relationship_detections_total(detection).inc();
        Ok(self.store.add_relationship(id, other.id, kind).await?)
    }
}

/// The cosine of the angle between two vectors.
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(one, other) / (product(one, one).sqrt() * product(other, other).sqrt()).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn likeness_is_the_cosine() {
        assert!((likeness(&[1.0, 0.0], &[2.0, 0.0]) - 1.0).abs() < 1e-6);
        assert!(likeness(&[1.0, 0.0], &[0.0, 3.0]).abs() < 1e-6);
        assert!(likeness(&[], &[]).abs() < 1e-6);
    }
}
