//! The same monitoring for a cluster that runs the Prometheus Operator.

mod destination;
mod monitor;
mod notifications;
mod resources;
mod times;

use super::Output;
use crate::files::Files;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "operator",
    about: "Prometheus Operator: rules, monitors, and dashboards for Grafana's sidecar",
    folder: "monitoring/operator",
    files: &["*.yaml"],
    // A spec without `deploy` says nothing of a cluster.
    lacks: |spec| spec.deploy.prometheus.is_none().then_some("deploy"),
    needs: &[],
    yields_to: None,
    render: |input| match &input.spec.deploy.prometheus {
        None => Ok(Files::default()),
        Some(_) => resources::resources(input.spec, input.dashboards()),
    },
};
