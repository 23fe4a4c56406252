use super::{Init, Keyed, Metric, Table};
use crate::kind::Kind;

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
    /// The labels of HTTP requests, if that is what it counts: a layer fills these in, not `#[tracked]`.
    pub http: Option<HttpLabels>,
}

/// What a layer fills the labels of a track with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpLabels {
    /// The label with the code of the answer: `status`, `code`.
    pub code: String,
    /// The label with the method, if the track has one.
    pub method: Option<String>,
    /// The label with the pattern of the route, if the track has one: `endpoint`, `route`, `handler`.
    pub endpoint: Option<String>,
}

impl Track {
    /// The metrics that it records.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        let single = [&self.calls, &self.duration, &self.in_flight, &self.errors, &self.last_run];
        let records = self.records.iter().map(|record| &record.metric);
        single.into_iter().flatten().chain(records).map(String::as_str)
    }
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

/// The most samples of one metric that are exported from the start, unless the author says otherwise.
const FROM_THE_START: u64 = 1000;

/// Which series of a metric `metrics!` exports before anything has touched them, where the values of its labels are known: as the
/// author says, or by default. A gauge that nobody has set must not read 0, but a number of calls under way starts there.
pub fn initial_series(metric: &Metric, tracks: &Table<Track>) -> Init {
    if let Some(init) = metric.init {
        return init;
    }
    let starts_at_zero = match metric.kind {
        Kind::Counter | Kind::Histogram => true,
        _ => tracks.iter().any(|track| track.in_flight.as_deref() == Some(&metric.name)),
    };
    let series = metric.closed_series().map(|series| series.saturating_mul(metric.width()));
    let is_few = series.is_some_and(|samples| samples <= FROM_THE_START);
    if starts_at_zero && is_few { Init::All } else { Init::Touched }
}

/// Whether all series of a metric are exported before anything has touched them; otherwise none is.
pub fn is_initially_exported(metric: &Metric, tracks: &Table<Track>) -> bool {
    // The values of an open label are not known, and a fact exists once somebody has stated it.
    initial_series(metric, tracks) == Init::All
        && metric.closed_series().is_some()
        && metric.kind != Kind::Info
}
