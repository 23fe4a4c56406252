//! A running system against the spec: what a service exports, and what Prometheus has loaded.

mod exposition;
mod prometheus;
mod target;

use std::fmt;

use serde::Serialize;

pub use exposition::{Exposition, Sample};
pub use prometheus::{Ask, prometheus};
pub use target::target;

/// Something that is not as the spec says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Drift {
    /// What kind of difference it is.
    pub kind: Kind,
    /// The metric, alert, query or target.
    pub name: String,
    /// What is different, in one sentence.
    pub message: String,
}

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A line of the scrape that cannot be read.
    Malformed,
    /// A metric or an alert that is not there.
    Missing,
    /// One that the spec does not have.
    Unknown,
    /// A metric of another type.
    Type,
    /// A series with other labels.
    Labels,
    /// A label with a value that it cannot have.
    Value,
    /// A histogram with other buckets.
    Buckets,
    /// A value outside of the range that the spec gives.
    Range,
    /// More series than the service may export.
    Budget,
    /// A rule that is loaded and says something else.
    Rule,
    /// A target that cannot be scraped.
    Down,
    /// A query that fails.
    Error,
    /// A query that finds nothing.
    Empty,
}

impl Drift {
    fn new(kind: Kind, name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, name: name.into(), message: message.into() }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Malformed => "malformed",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Type => "type",
            Self::Labels => "labels",
            Self::Value => "value",
            Self::Buckets => "buckets",
            Self::Range => "range",
            Self::Budget => "budget",
            Self::Rule => "rule",
            Self::Down => "down",
            Self::Error => "error",
            Self::Empty => "empty",
        })
    }
}

/// The differences as a table for people.
pub fn table(drifts: &[Drift]) -> String {
    let width = drifts.iter().map(|drift| drift.name.chars().count()).max().unwrap_or(0);
    let line = |drift: &Drift| format!("{:<9}  {:<width$}  {}\n", drift.kind, drift.name, drift.message);
    drifts.iter().map(line).collect()
}
