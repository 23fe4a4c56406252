//! Findings that somebody has accepted: what an earlier run has printed as JSON.

use std::collections::BTreeMap;

use gaugewright_import::{Audit, File};
use gaugewright_spec::diagnostic::Diagnostic;
use serde::Deserialize;

/// Accepted findings, and how often each was there: lines move, and do not count.
pub(crate) struct Baseline(BTreeMap<Key, usize>);

/// What tells findings apart: rule, file, message.
type Key = (String, String, String);

#[derive(Deserialize)]
struct Finding {
    code: String,
    file: String,
    message: String,
}

impl Baseline {
    /// Reads it.
    pub(crate) fn read(files: &[File]) -> Result<Self, String> {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        for file in files {
            let findings: Vec<Finding> = serde_json::from_str(&file.text).map_err(|error| {
                format!("{} is not what `audit --format json` prints: {error}", file.name)
            })?;
            for finding in findings {
                *counts.entry((finding.code, finding.file, finding.message)).or_default() += 1;
            }
        }
        Ok(Self(counts))
    }

    /// The findings that are new.
    pub(crate) fn without(mut self, audit: &Audit) -> Vec<Diagnostic> {
        let mut is_new = |finding: &&Diagnostic| {
            let file = audit.source.name_at(finding.span().start).to_owned();
            let key = (finding.rule.code.to_owned(), file, finding.message.clone());
            match self.0.get_mut(&key) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        };
        audit.findings.iter().filter(|finding| is_new(finding)).cloned().collect()
    }
}
