//! GitHub's search for repositories.

use serde::Deserialize;

use super::{Artifact, Failure};
use crate::metrics::Source;

#[derive(Deserialize)]
struct Found {
    items: Vec<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    html_url: String,
    full_name: String,
    description: Option<String>,
    owner: Owner,
}

#[derive(Deserialize)]
struct Owner {
    login: String,
}

pub(super) fn read(text: &str) -> Result<Vec<Artifact>, Failure> {
    let found: Found = serde_json::from_str(text).map_err(|_| Failure::BadResponse)?;
    let artifact = |repository: Repository| Artifact {
        source: Source::Github,
        address: repository.html_url,
        title: repository.full_name,
        authors: vec![repository.owner.login],
        summary: repository.description.unwrap_or_default(),
    };
    Ok(found.items.into_iter().map(artifact).collect())
}
