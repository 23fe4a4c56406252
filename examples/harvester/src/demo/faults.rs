//! What goes wrong outside, as somebody has set it: `curl -X PUT -d '{"llm_delay_seconds": 40}' http://…/faults`.

use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};

/// The faults; nothing goes wrong at first.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Faults {
    /// How much longer models take to answer.
    pub(crate) llm_delay_seconds: f64,
    /// The share of the calls of models that fail.
    pub(crate) llm_error_share: f64,
    /// How many times as many tokens an answer takes.
    pub(crate) llm_verbosity: u64,
    /// How many more posts there are.
    pub(crate) flood: usize,
    /// How many authors a paper has, beside the first.
    pub(crate) crowd: u32,
    /// Whether arXiv answers with an error.
    pub(crate) arxiv_down: bool,
    /// Whether GitHub answers with an error.
    pub(crate) github_down: bool,
    /// Whether sources have nothing new.
    pub(crate) nothing_new: bool,
}

/// The faults of now, shared.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<RwLock<Faults>>);

impl Shared {
    pub(crate) fn now(&self) -> Faults {
        self.0.read().map(|faults| faults.clone()).unwrap_or_default()
    }

    pub(crate) fn set(&self, new: Faults) {
        if let Ok(mut faults) = self.0.write() {
            *faults = new;
        }
    }
}
