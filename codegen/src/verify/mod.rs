//! A running system against the spec: what a service exports, what Prometheus has loaded and finds, what Grafana shows.
//! Nobody is asked from here: that is for the caller, who is given questions and brings answers.

mod filler;
mod grafana;
mod prometheus;
mod queries;
mod recordings;
mod rules;
mod scraping;
mod summary;
mod target;

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::shown;

pub use gaugewright_import::{Exposition, Sample};
pub use grafana::grafana;
pub use prometheus::{Found, prometheus};
pub use queries::{Asked, Asker, Outcome, queries_table};
pub use summary::summary;
pub use target::target;

/// Asks an API: a path and parameters in; the answer out, or the server's words against the question.
pub type Ask<'a> = &'a mut dyn FnMut(&str, &[(&str, &str)]) -> Result<Answer, String>;

/// What an API has answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked for, without the envelope of the API.
    pub data: Value,
    /// How long that took.
    pub took: Duration,
}

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
    /// A metric, an alert or a recording rule that is not there.
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
    /// A query that takes long.
    Slow,
    /// A dashboard that shows something else.
    Dashboard,
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
            Self::Slow => "slow",
            Self::Dashboard => "dashboard",
        })
    }
}

/// The differences as a table for people.
pub fn table(drifts: &[Drift]) -> String {
    // What others call their series stays on its line.
    let rows: Vec<_> = drifts
        .iter()
        .map(|drift| (drift.kind, shown::line(&drift.name), shown::line(&drift.message)))
        .collect();
    let width = rows.iter().map(|(_, name, _)| name.chars().count()).max().unwrap_or(0);
    rows.iter().map(|(kind, name, message)| format!("{kind:<9}  {name:<width$}  {message}\n")).collect()
}
