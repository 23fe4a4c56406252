//! Relabelling steps, and those that several jobs share.

use serde::Serialize;

/// A relabelling step; what is left out has Prometheus' default.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Relabel {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) source_labels: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modulus: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) regex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replacement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_label: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<&'static str>,
}

impl Relabel {
    /// Keeps what matches. The labels are joined by `;` before they are compared.
    pub(super) fn keep(source_labels: &[&'static str], regex: impl Into<String>) -> Self {
        Self { action: Some("keep"), regex: Some(regex.into()), ..Self::from_labels(source_labels) }
    }

    /// Drops what matches.
    pub(super) fn drop(source_labels: &[&'static str], regex: impl Into<String>) -> Self {
        Self { action: Some("drop"), regex: Some(regex.into()), ..Self::from_labels(source_labels) }
    }

    /// Copies a label, if it is there.
    pub(super) fn copy(source: &'static str, target: &'static str) -> Self {
        Self {
            // Without it a label that is missing would empty the target.
            regex: Some("(.+)".into()),
            target_label: Some(target),
            ..Self::from_labels(&[source])
        }
    }

    /// Writes a label where the sources match.
    pub(super) fn replace(
        source_labels: &[&'static str],
        regex: &str,
        target: &'static str,
        replacement: impl Into<String>,
    ) -> Self {
        Self {
            regex: Some(regex.into()),
            replacement: Some(replacement.into()),
            target_label: Some(target),
            ..Self::from_labels(source_labels)
        }
    }

    /// Writes a number below the modulus that follows from a label.
    pub(super) fn hash(source: &'static str, target: &'static str, modulus: u32) -> Self {
        Self {
            modulus: Some(modulus),
            target_label: Some(target),
            action: Some("hashmod"),
            ..Self::from_labels(&[source])
        }
    }

    /// Writes a label, whatever was there before.
    pub(crate) fn set(target: &'static str, value: impl Into<String>) -> Self {
        Self { target_label: Some(target), replacement: Some(value.into()), ..Self::default() }
    }

    /// Takes labels away.
    pub(crate) fn drop_labels(names: &str) -> Self {
        Self { regex: Some(names.into()), action: Some("labeldrop"), ..Self::default() }
    }

    fn from_labels(source_labels: &[&'static str]) -> Self {
        Self { source_labels: source_labels.to_vec(), ..Self::default() }
    }
}

/// The `prometheus.io/*` annotations of one kind of object, as discovery hands them over.
pub(super) struct Annotations {
    pub(super) scrape: &'static str,
    pub(super) scheme: &'static str,
    pub(super) path: &'static str,
    pub(super) port: &'static str,
}

/// Those of a Pod.
pub(super) const POD: Annotations = Annotations {
    scrape: "__meta_kubernetes_pod_annotation_prometheus_io_scrape",
    scheme: "__meta_kubernetes_pod_annotation_prometheus_io_scheme",
    path: "__meta_kubernetes_pod_annotation_prometheus_io_path",
    port: "__meta_kubernetes_pod_annotation_prometheus_io_port",
};

/// Those of a Service.
pub(super) const SERVICE: Annotations = Annotations {
    scrape: "__meta_kubernetes_service_annotation_prometheus_io_scrape",
    scheme: "__meta_kubernetes_service_annotation_prometheus_io_scheme",
    path: "__meta_kubernetes_service_annotation_prometheus_io_path",
    port: "__meta_kubernetes_service_annotation_prometheus_io_port",
};

impl Annotations {
    /// Scheme and path as the annotations say, if they do.
    pub(super) fn scheme_and_path(&self) -> [Relabel; 2] {
        [
            Relabel::replace(&[self.scheme], "(https?)", "__scheme__", "$1"),
            Relabel::copy(self.path, "__metrics_path__"),
        ]
    }
}
