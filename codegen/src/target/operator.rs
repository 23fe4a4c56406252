//! The same monitoring for a cluster that runs the Prometheus Operator.

use super::Target;
use crate::files::Files;
use crate::operator;

/// The row of the table.
pub(super) const TARGET: Target = Target {
    name: "operator",
    about: "Prometheus Operator: rules, monitors, and dashboards for Grafana's sidecar",
    folder: "monitoring/operator",
    files: &["*.yaml"],
    render: |input| match &input.spec.deploy.prometheus {
        // A spec without `deploy` says nothing of a cluster.
        None => Ok(Files::default()),
        Some(_) => operator::resources(input.spec, input.dashboards()),
    },
};
