//! Grafana's dashboards: the classic model that file provisioning takes, from Grafana 10 on.

mod dashboard;
mod drill;
mod floor;
mod header;
mod layout;
mod legend;
pub mod model;
mod panel;
mod query;
mod raw;
mod series;
mod threshold;
pub mod unit;
mod variables;

use gaugewright_spec::model::Spec;

use crate::alert::Alerts;

/// Every dashboard: its file name, and its JSON text.
pub fn dashboards(spec: &Spec) -> Vec<(String, String)> {
    let (alerts, choice) = (Alerts::new(spec), query::Narrowing::new(spec));
    let floors = floor::Floors::new(spec);
    let one = |dashboard: &gaugewright_spec::model::Dashboard| {
        let mut value = model::to_value(&dashboard::build(dashboard, spec, &alerts, &choice, &floors));
        raw::merge(&mut value, &dashboard.raw);
        (file_name(dashboard), format!("{value:#}\n"))
    };
    spec.dashboards.iter().map(one).collect()
}

/// The name of the file of a dashboard.
pub fn file_name(dashboard: &gaugewright_spec::model::Dashboard) -> String {
    format!("{}-dashboard.json", dashboard.file_stem)
}
