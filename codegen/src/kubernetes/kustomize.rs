//! `kustomization.yaml`.

use serde::Serialize;

/// A kustomization: the resources it starts from, and the patches it applies to them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patches: Vec<PatchFile>,
}

#[derive(Debug, Serialize)]
struct PatchFile {
    path: String,
}

impl Kustomization {
    /// From the names of resource files (or folders) and patch files.
    pub(crate) fn new(resources: Vec<String>, patches: Vec<String>) -> Self {
        Self {
            api_version: "kustomize.config.k8s.io/v1beta1",
            kind: "Kustomization",
            resources,
            patches: patches.into_iter().map(|path| PatchFile { path }).collect(),
        }
    }
}
