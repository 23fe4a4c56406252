use super::scale::{Autoscaling, Federation, Operator, RemoteWrite};
use crate::decode::{Map, Placed, Spanned64, Text, keywords, record};
use crate::duration::Duration;
use crate::source::Spanned;

record! {
    /// Where the monitoring runs.
    pub(crate) struct Deploy {
        /// The Kubernetes namespace of the service and of its monitoring.
        namespace: Text,
        /// Prometheus.
        prometheus: Prometheus,
        /// Grafana.
        grafana: Option<Grafana>,
        /// Alertmanager. Its receivers are under `notifications`.
        alertmanager: Option<Placed<Alertmanager>>,
        /// How ingresses are made. Without it, nothing is reachable from outside the cluster.
        ingress: Option<Ingress>,
        /// How many Pods of the service run. Without it nobody changes their number.
        autoscaling: Option<Placed<Autoscaling>>,
        /// Resources of the Prometheus Operator.
        operator: Option<Operator>,
        /// What differs by environment: staging, production.
        environments: Map<Environment>,
    }
}

record! {
    /// Prometheus.
    pub(crate) struct Prometheus {
        /// The container image, with its tag.
        image: Text,
        /// The size of its volume: `50Gi`.
        storage: Text,
        /// The storage class of its volume. By default the cluster's.
        storage_class: Option<Text>,
        /// CPU and memory.
        resources: Resources,
        /// How long samples are kept: `30d`.
        retention: Spanned<Duration>,
        /// The host name of its ingress.
        host: Option<Text>,
        /// The Secret with the `auth` file for basic auth on its ingress. A name: the Secret is yours to make.
        basic_auth_secret: Option<Text>,
        /// Labels on everything that leaves this Prometheus.
        external_labels: Map<Text>,
        /// Alertmanagers to send alerts to: `host:port`.
        alertmanagers: Vec<Text>,
        /// Stores that every sample is sent to as well.
        remote_write: Vec<Placed<RemoteWrite>>,
        /// Over how many instances of Prometheus the Pods are divided: 1 by default.
        shards: Option<Spanned64>,
        /// A Prometheus above this one and others.
        federation: Option<Placed<Federation>>,
        /// What it scrapes, by job name.
        jobs: Map<Placed<Job>>,
    }
}

record! {
    /// Grafana.
    pub(crate) struct Grafana {
        /// The container image, with its tag.
        image: Text,
        /// The size of its volume: `10Gi`.
        storage: Text,
        /// The storage class of its volume. By default the cluster's.
        storage_class: Option<Text>,
        /// CPU and memory.
        resources: Resources,
        /// The host name of its ingress.
        host: Option<Text>,
        /// The Secret with the keys `admin-user` and `admin-password`. A name: the Secret is yours to make.
        admin_secret: Text,
        /// The folder its dashboards stand in. By default the title of the service.
        folder: Option<Text>,
    }
}

record! {
    /// Alertmanager.
    pub(crate) struct Alertmanager {
        /// The container image, with its tag.
        image: Text,
        /// The size of its volume, which keeps silences: `1Gi`.
        storage: Text,
        /// The storage class of its volume. By default the cluster's.
        storage_class: Option<Text>,
        /// CPU and memory.
        resources: Resources,
        /// The host name of its ingress.
        host: Option<Text>,
        /// The Secret with the `auth` file for basic auth on its ingress. A name: the Secret is yours to make.
        basic_auth_secret: Option<Text>,
        /// The Secret with the files that receivers name. A name: the Secret is yours to make.
        secret: Option<Text>,
    }
}

record! {
    /// CPU and memory, each as `request..limit` in Kubernetes' units: `500m..2`, `1Gi..4Gi`.
    pub(crate) struct Resources {
        /// CPU.
        cpu: Text,
        /// Memory.
        memory: Text,
    }
}

record! {
    /// How ingresses are made.
    pub(crate) struct Ingress {
        /// The ingress class: `nginx`.
        class: Text,
        /// The namespace in which the ingress controller runs: by default `ingress-nginx`.
        controller_namespace: Option<Text>,
        /// The cert-manager cluster issuer that signs the certificates.
        issuer: Text,
    }
}

record! {
    /// A scrape job.
    pub(crate) struct Job {
        /// How its targets are found.
        discover: Spanned<Discover>,
        /// Addresses of the targets of a static job: `host:port`.
        targets: Vec<Text>,
        /// Whether labels that the targets set themselves win, as kube-state-metrics needs it.
        honor_labels: Option<Spanned<bool>>,
        /// Catalogues whose metrics come from it.
        collects: Vec<Text>,
        /// Namespaces whose series are kept. By default all.
        keep_namespaces: Vec<Text>,
    }
}

/// How the targets of a job are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Discover {
    Pods,
    ServiceEndpoints,
    ApiServers,
    Nodes,
    Cadvisor,
    Static,
}

keywords! {
    /// How the targets of a job are found: pods or services with `prometheus.io` annotations, the API servers,
    /// the kubelets, their container metrics, or fixed addresses.
    Discover = &[
        ("pods", Discover::Pods),
        ("service-endpoints", Discover::ServiceEndpoints),
        ("apiservers", Discover::ApiServers),
        ("nodes", Discover::Nodes),
        ("cadvisor", Discover::Cadvisor),
        ("static", Discover::Static),
    ]
}

record! {
    /// An environment: what differs from the rest of `deploy`.
    pub(crate) struct Environment {
        /// What differs of Prometheus.
        prometheus: Option<PrometheusChanges>,
        /// What differs of Grafana.
        grafana: Option<GrafanaChanges>,
        /// What differs of Alertmanager.
        alertmanager: Option<AlertmanagerChanges>,
        /// The cert-manager cluster issuer there.
        issuer: Option<Text>,
    }
}

record! {
    /// What differs of Prometheus in an environment.
    pub(crate) struct PrometheusChanges {
        /// The container image, with its tag.
        image: Option<Text>,
        /// The size of its volume.
        storage: Option<Text>,
        /// CPU and memory.
        resources: Option<Resources>,
        /// How long samples are kept.
        retention: Option<Spanned<Duration>>,
        /// The host name of its ingress.
        host: Option<Text>,
        /// Labels on everything that leaves this Prometheus, beside the others.
        external_labels: Map<Text>,
    }
}

record! {
    /// What differs of Grafana in an environment.
    pub(crate) struct GrafanaChanges {
        /// The container image, with its tag.
        image: Option<Text>,
        /// The size of its volume.
        storage: Option<Text>,
        /// CPU and memory.
        resources: Option<Resources>,
        /// The host name of its ingress.
        host: Option<Text>,
    }
}

record! {
    /// What differs of Alertmanager in an environment.
    pub(crate) struct AlertmanagerChanges {
        /// The container image, with its tag.
        image: Option<Text>,
        /// The size of its volume.
        storage: Option<Text>,
        /// CPU and memory.
        resources: Option<Resources>,
        /// The host name of its ingress.
        host: Option<Text>,
    }
}
