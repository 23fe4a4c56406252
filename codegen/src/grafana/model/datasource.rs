//! Who answers a query.

use serde::Serialize;

/// A data source.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Datasource {
    /// The plugin.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id, or the variable that has it.
    pub uid: &'static str,
}

impl Datasource {
    /// The Prometheus that is chosen in the header.
    pub const CHOSEN: Self = Self { kind: "prometheus", uid: "${datasource}" };
    /// Grafana itself, for its own annotations.
    pub const GRAFANA: Self = Self { kind: "grafana", uid: "-- Grafana --" };
}
