//! arXiv's Atom feed.

use serde::Deserialize;

use super::{Artifact, Failure};
use crate::metrics::Source;

#[derive(Deserialize)]
struct Feed {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    author: Vec<Author>,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

pub(super) fn read(text: &str) -> Result<Vec<Artifact>, Failure> {
    let feed: Feed = quick_xml::de::from_str(text).map_err(|_| Failure::BadResponse)?;
    let artifact = |entry: Entry| Artifact {
        source: Source::Arxiv,
        address: entry.id,
        title: entry.title,
        authors: entry.author.into_iter().map(|author| author.name).collect(),
        summary: entry.summary,
    };
    Ok(feed.entry.into_iter().map(artifact).collect())
}
