//! Targets that are not discovered: scrape jobs and the Alertmanagers that alerts go to have them.

use serde::Serialize;

/// Fixed addresses.
#[derive(Debug, Serialize)]
pub(super) struct StaticConfig {
    pub(super) targets: Vec<String>,
}
