use std::collections::BTreeMap;

use crate::duration::Duration;
use crate::promql::Expr;
use crate::unit::Unit;

/// Recording rules that are evaluated one after the other.
#[derive(Clone, Debug)]
pub struct RecordingGroup {
    /// Its name. Rule files carry the service's prefix before it.
    pub name: String,
    /// How often it is evaluated; nothing takes what the configuration says.
    pub interval: Option<Duration>,
    /// The objective that it is for, if it is for one: its rules stand in a file of their own.
    pub slo: Option<String>,
    /// Its rules. One may use the series of those before it.
    pub rules: Vec<Recording>,
}

/// A recording rule: a query whose result is kept as series.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The name of its series: `level:metric:operation`.
    pub name: String,
    /// What it records, nothing left to replace.
    pub expr: Expr,
    /// Labels that it adds to its series.
    pub labels: BTreeMap<String, String>,
    /// Whether its series keep the labels by which panels are narrowed: see [`Service::choices`](super::Service::choices).
    pub keeps_choices: bool,
    /// The unit of its values, if it is known.
    pub unit: Option<Unit>,
    /// What it says, for docs.
    pub help: String,
}
