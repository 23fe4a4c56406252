use gaugewright_spec::model::{Severity, Spec};
use serde::Serialize;

use crate::prose::amount;

/// What runs, for the diagram.
#[derive(Serialize)]
pub(super) struct Overview<'s> {
    /// Scrape jobs, those of other things than the service.
    others: Vec<&'s str>,
    /// Whether somebody hears of an alert.
    is_told: bool,
    /// `2 critical`, the worst first.
    severities: Vec<String>,
    has_grafana: bool,
    panels: String,
}

impl<'s> Overview<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let others = spec.deploy.jobs.iter().map(|job| job.name.as_str());
        let count = |severity: &Severity| {
            let alerts = spec.alerts().filter(|(_, alert)| alert.severity.as_ref() == Some(severity)).count();
            (alerts > 0).then(|| format!("{alerts} {}", severity.name()))
        };
        let panels = spec.dashboards.iter().flat_map(gaugewright_spec::model::Dashboard::panels).count();
        Self {
            others: others.filter(|name| *name != spec.service.name).collect(),
            // Without a cluster, Alertmanager is the user's: the compose file and `up` bring one.
            is_told: spec.deploy.alertmanager.is_some()
                || spec.deploy.prometheus.as_ref().is_none_or(|program| !program.alertmanagers.is_empty()),
            severities: spec.severities.iter().rev().filter_map(count).collect(),
            has_grafana: spec.deploy.grafana.is_some() || !spec.dashboards.is_empty(),
            panels: amount::count(panels, "panel"),
        }
    }
}
