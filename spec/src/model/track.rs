use super::Keyed;

/// What `#[tracked(name)]` records of a call. Every metric named here exists and has a fitting kind.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// The labels that the call site gives.
    pub labels: Vec<String>,
    /// Counter of calls; its `status` label, if it has one, gets the outcome.
    pub calls: Option<String>,
    /// Histogram of durations.
    pub duration: Option<String>,
    /// Gauge of calls that are under way.
    pub in_flight: Option<String>,
    /// Counter of failed calls, panics included; its `error_type` label, if it has one, comes from the error value.
    pub errors: Option<String>,
    /// Gauge of the Unix time at which the last call ended well.
    pub last_run: Option<String>,
    /// Numbers that a call reports: prompt tokens and the like.
    pub records: Vec<Record>,
}

impl Keyed for Track {
    fn key(&self) -> &str {
        &self.name
    }
}

/// A number that a call reports, and the series it is added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name at the call site.
    pub name: String,
    /// The counter, gauge or histogram.
    pub metric: String,
    /// Labels with a fixed value: name and value.
    pub labels: Vec<(String, String)>,
}
