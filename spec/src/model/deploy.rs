use std::collections::BTreeMap;

use super::{Autoscaling, Federation, HostPort, Keyed, Operator, RemoteWrite, Table};
use crate::duration::Duration;

/// Where the monitoring runs.
#[derive(Clone, Debug)]
pub struct Deploy {
    /// The Kubernetes namespace of the service and of its monitoring.
    pub namespace: String,
    /// Prometheus, as the base has it; without it no Kubernetes manifests are made.
    pub prometheus: Option<Prometheus>,
    /// What Prometheus scrapes, in the order of the spec.
    pub jobs: Table<Job>,
    /// Grafana, as the base has it; without it no Grafana manifests are made.
    pub grafana: Option<Grafana>,
    /// Alertmanager, as the base has it; without it alerts go where Prometheus is told.
    pub alertmanager: Option<Alertmanager>,
    /// How every ingress is made; without it nothing is reachable from outside the cluster.
    pub ingress: Option<Ingress>,
    /// How many Pods of the service run; without it nobody changes their number.
    pub autoscaling: Option<Autoscaling>,
    /// What resources of the Prometheus Operator have in common.
    pub operator: Operator,
    /// What differs by environment.
    pub environments: Vec<Environment>,
}

impl Deploy {
    /// Where Grafana is reached from outside the cluster, if it is.
    pub fn grafana_address(&self) -> Option<String> {
        address(self.ingress.as_ref(), self.grafana.as_ref())
    }
}

impl Environment {
    /// As [`Deploy::grafana_address`], there.
    pub fn grafana_address(&self) -> Option<String> {
        address(self.ingress.as_ref(), self.grafana.as_ref())
    }
}

fn address(ingress: Option<&Ingress>, grafana: Option<&Grafana>) -> Option<String> {
    ingress?;
    let host = grafana?.instance.host.as_ref()?;
    Some(format!("https://{host}"))
}

/// What Prometheus, Grafana and Alertmanager have in common.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The container image with its tag: `prom/prometheus:v3.5.0`.
    pub image: String,
    /// The size of its volume: `50Gi`.
    pub storage: String,
    /// The storage class of its volume; nothing takes the cluster's default.
    pub storage_class: Option<String>,
    /// CPU and memory.
    pub resources: Resources,
    /// The host name of its ingress; without one it has none.
    pub host: Option<String>,
}

/// CPU and memory, as Kubernetes quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// Requested CPU: `500m`.
    pub cpu_request: String,
    /// CPU limit.
    pub cpu_limit: String,
    /// Requested memory: `1Gi`.
    pub memory_request: String,
    /// Memory limit.
    pub memory_limit: String,
}

/// Prometheus.
#[derive(Clone, Debug)]
pub struct Prometheus {
    /// Image, volume, resources, host.
    pub instance: Instance,
    /// How long samples are kept.
    pub retention: Duration,
    /// Labels on everything that leaves this Prometheus.
    pub external_labels: BTreeMap<String, String>,
    /// The Secret with the `auth` file for basic auth on its ingress: a name, never a value.
    pub basic_auth_secret: Option<String>,
    /// Where alerts are sent.
    pub alertmanagers: Vec<HostPort>,
    /// Stores that every sample is sent to as well.
    pub remote_write: Vec<RemoteWrite>,
    /// Over how many instances the Pods are divided; 1 divides nothing.
    pub shards: u32,
    /// A Prometheus above this one and others.
    pub federation: Option<Federation>,
}

/// A scrape job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its name, which is the `job` label of its series.
    pub name: String,
    /// The name of its object in Kubernetes, which is a DNS label.
    pub resource: String,
    /// How its targets are found.
    pub discovery: Discovery,
    /// Catalogues whose metrics come from it.
    pub collects: Vec<String>,
    /// Namespaces whose series are kept; empty keeps all.
    pub keep_namespaces: Vec<String>,
}

impl Keyed for Job {
    fn key(&self) -> &str {
        &self.name
    }
}

/// How the targets of a job are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// Pods of the namespace that carry the `prometheus.io/*` annotations.
    Pods,
    /// Services of the namespace that carry the `prometheus.io/*` annotations.
    ServiceEndpoints,
    /// The Kubernetes API servers.
    ApiServers,
    /// The kubelets' own metrics.
    Nodes,
    /// The kubelets' container metrics.
    Cadvisor,
    /// Fixed addresses. Labels that the targets set themselves win if `honor_labels` is set, as an
    /// exporter about other things (kube-state-metrics) needs it.
    Static {
        /// The addresses.
        targets: Vec<HostPort>,
        /// Whether the targets' own labels win.
        honor_labels: bool,
    },
}

impl Discovery {
    /// The labels that its relabelling adds beside `job` and `instance`, and whether every target has them.
    pub fn target_labels(&self) -> &'static [(&'static str, bool)] {
        match self {
            Self::Pods => &[("namespace", true), ("pod", true), ("component", false)],
            Self::ServiceEndpoints => {
                &[("namespace", true), ("service", true), ("pod", false), ("component", false)]
            }
            Self::Nodes | Self::Cadvisor => &[("node", true)],
            Self::ApiServers | Self::Static { .. } => &[],
        }
    }
}

/// Grafana.
#[derive(Clone, Debug)]
pub struct Grafana {
    /// Image, volume, resources, host.
    pub instance: Instance,
    /// The Secret with the keys `admin-user` and `admin-password`: a name, never a value.
    pub admin_secret: String,
    /// The folder its dashboards stand in.
    pub folder: String,
}

/// Alertmanager.
#[derive(Clone, Debug)]
pub struct Alertmanager {
    /// Image, volume, resources, host.
    pub instance: Instance,
    /// The Secret with the `auth` file for basic auth on its ingress: a name, never a value.
    pub basic_auth_secret: Option<String>,
    /// The Secret with the files that receivers name.
    pub secret: Option<String>,
}

/// How ingresses are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingress {
    /// The ingress class: `nginx`.
    pub class: String,
    /// The namespace in which the ingress controller runs, for the network policies.
    pub controller_namespace: String,
    /// The cert-manager cluster issuer that signs the certificates.
    pub issuer: String,
}

/// An environment: the base with some things changed. All of them live in a namespace of the same name, so
/// that rules and dashboards are the same everywhere.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name: `staging`. It becomes the external label `environment`.
    pub name: String,
    /// Prometheus as it is there.
    pub prometheus: Prometheus,
    /// Grafana as it is there.
    pub grafana: Option<Grafana>,
    /// Alertmanager as it is there.
    pub alertmanager: Option<Alertmanager>,
    /// Ingresses as they are there.
    pub ingress: Option<Ingress>,
}
