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
    render: |input| match &input.spec.deploy.prometheus {
        // A spec without `deploy` says nothing of a cluster.
        None => Ok(Files::default()),
        Some(_) => kubernetes::manifests(input.spec, input.dashboards()),
    },
};
