//! A feed of posts as JSON.

use serde::Deserialize;

use super::Failure;

/// A post: a signal once it is stored.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) author: String,
    pub(crate) text: String,
}

pub(super) fn read(text: &str) -> Result<Vec<Post>, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::BadResponse)
}
