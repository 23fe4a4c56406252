//! Kubernetes manifests: a base, and an overlay for each environment.

use super::Output;
use crate::files::Files;
use crate::kubernetes;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "kubernetes",
    about: "Kubernetes manifests: a base and an overlay for each environment",
    folder: "monitoring/k8s",
    files: &["base/*.yaml", "overlays/*/*.yaml"],
    // A spec without `deploy` says nothing of a cluster.
    lacks: |spec| spec.deploy.prometheus.is_none().then_some("deploy"),
    needs: &[],
    yields_to: None,
    render: |input| match &input.spec.deploy.prometheus {
        None => Ok(Files::default()),
        Some(_) => kubernetes::manifests(input.spec, input.dashboards()),
    },
};
