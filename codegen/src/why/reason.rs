//! What can be the reason that an alert did or did not fire.

use serde::Serialize;

/// A reason, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    pub(crate) kind: Kind,
    pub(crate) message: String,
}

impl Reason {
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// A kind of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// It fires.
    Firing,
    /// It is pending: `for` is not over.
    Pending,
    /// It was pending again and again, never as long as `for` wants.
    Short,
    /// The value is not beyond the threshold, or a comparison within the query does not hold.
    Threshold,
    /// A metric that nobody exports.
    AbsentMetric,
    /// A metric that is there, and not with these labels.
    OtherLabels,
    /// Series that were there before.
    Ended,
    /// A target that could not be scraped.
    ScrapeFailed,
    /// A target that is no longer scraped, or never was.
    NoTarget,
    /// Two sides of an operator have no labels in common.
    NoMatch,
    /// `absent` and `unless`: what they wait for has not happened.
    Present,
    /// A share of nothing.
    NoTraffic,
    /// Too few samples for a rate.
    FewSamples,
    /// A counter began anew within the window.
    Reset,
    /// A counter began within the window: its first value does not count.
    Began,
    /// A recording rule that has not recorded.
    NotRecorded,
    /// Prometheus has not this rule, or evaluated it otherwise.
    OtherRule,
    /// Who is told.
    Routed,
    /// Another alert keeps it quiet.
    Inhibited,
    /// A time interval keeps it quiet.
    Muted,
    /// A silence keeps it quiet.
    Silenced,
    /// It is not known why.
    Unknown,
}
