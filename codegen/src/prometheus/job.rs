//! Scrape jobs, by the way their targets are found.
//!
//! Every target keeps the address it is scraped at as its `instance`: that is unique by construction, which a
//! Pod's name is not once two of its ports are scraped. The name is in the label `pod` beside it.

use gaugewright_spec::model::{Discovery, HostPort, Job, Spec};
use serde::Serialize;

use super::relabel::{POD, Relabel, SERVICE};
use super::static_config::StaticConfig;

/// A label that is gone before anything is stored.
const HASH: &str = "__tmp_hash";

const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A scrape job as `prometheus.yml` has it.
#[derive(Debug, Default, Serialize)]
pub(super) struct ScrapeConfig {
    job_name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    honor_labels: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Authorization>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_config: Option<Tls>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kubernetes_sd_configs: Vec<KubernetesSd>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    static_configs: Vec<StaticConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relabel_configs: Vec<Relabel>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metric_relabel_configs: Vec<Relabel>,
}

#[derive(Debug, Serialize)]
struct Authorization {
    credentials_file: String,
}

#[derive(Debug, Serialize)]
struct Tls {
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_name: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    insecure_skip_verify: bool,
}

#[derive(Debug, Serialize)]
struct KubernetesSd {
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespaces: Option<Namespaces>,
}

#[derive(Debug, Serialize)]
struct Namespaces {
    names: Vec<String>,
}

impl ScrapeConfig {
    /// Leaves the targets of one shard. It comes last: only then does every target have the address it is scraped at,
    /// and a Pod with many ports the same one for each.
    pub(super) fn keep_shard(&mut self, number: u32, of: u32) {
        self.relabel_configs
            .extend([Relabel::hash("__address__", HASH, of), Relabel::keep(&[HASH], number.to_string())]);
    }

    /// The steps that make its targets, for others that find the same ones.
    pub(super) fn relabelling(&self) -> (&[Relabel], &[Relabel]) {
        (&self.relabel_configs, &self.metric_relabel_configs)
    }
}

/// The scrape configuration of a job.
pub(super) fn scrape_config(spec: &Spec, job: &Job) -> ScrapeConfig {
    let found = match &job.discovery {
        Discovery::Pods => pods(spec),
        Discovery::ServiceEndpoints => service_endpoints(spec),
        Discovery::ApiServers => api_servers(),
        Discovery::Nodes => kubelets("/metrics"),
        Discovery::Cadvisor => kubelets("/metrics/cadvisor"),
        Discovery::Static { targets, honor_labels } => fixed(targets, *honor_labels),
    };
    ScrapeConfig {
        job_name: job.name.clone(),
        metric_relabel_configs: kept_namespaces(&job.keep_namespaces).into_iter().collect(),
        ..found
    }
}

/// Pods of the namespace that ask for it. Port and path of the service hold where an annotation is missing.
fn pods(spec: &Spec) -> ScrapeConfig {
    let scrape = &spec.service.scrape;
    let mut steps = vec![
        Relabel::keep(&[POD.scrape], "true"),
        // A Pod that is pending has no address yet, one that has ended answers no more.
        Relabel::keep(&["__meta_kubernetes_pod_phase"], "Running"),
        Relabel::drop(&["__meta_kubernetes_pod_container_init"], "true"),
    ];
    steps.extend(POD.scheme_and_path());
    // Discovery gives one target for each port of each container. All of them get the same address here and no
    // label of the container, so Prometheus sees one target. An address with colons is IPv6 and needs brackets.
    let ip = "__meta_kubernetes_pod_ip";
    let port = scrape.port;
    steps.extend([
        Relabel::replace(&[ip], "([^:]+)", "__address__", format!("$1:{port}")),
        Relabel::replace(&[ip], "(.*:.*)", "__address__", format!("[$1]:{port}")),
        Relabel::replace(&[POD.port, ip], r"(\d+);([^:]+)", "__address__", "$2:$1"),
        Relabel::replace(&[POD.port, ip], r"(\d+);(.*:.*)", "__address__", "[$2]:$1"),
        Relabel::copy("__meta_kubernetes_namespace", "namespace"),
        Relabel::copy("__meta_kubernetes_pod_name", "pod"),
        Relabel::copy("__meta_kubernetes_pod_label_app_kubernetes_io_component", "component"),
    ]);
    ScrapeConfig {
        metrics_path: Some(scrape.path.clone()),
        kubernetes_sd_configs: vec![discovery("pod", &spec.deploy.namespace)],
        relabel_configs: steps,
        ..ScrapeConfig::default()
    }
}

/// Services of the namespace that ask for it and say at which port: without that, every port of the Service
/// would be scraped, those that speak no HTTP too.
fn service_endpoints(spec: &Spec) -> ScrapeConfig {
    let mut steps = vec![
        Relabel::keep(&[SERVICE.scrape, SERVICE.port], r"true;\d+"),
        // A Pod with annotations of its own is a target of the Pod job already.
        Relabel::drop(&[POD.scrape], "true"),
    ];
    steps.extend(SERVICE.scheme_and_path());
    steps.extend([
        // The discovered address has brackets around IPv6 already.
        Relabel::replace(&["__address__", SERVICE.port], r"(.+?)(?::\d+)?;(\d+)", "__address__", "$1:$2"),
        Relabel::copy("__meta_kubernetes_namespace", "namespace"),
        Relabel::copy("__meta_kubernetes_service_name", "service"),
        Relabel::copy("__meta_kubernetes_pod_name", "pod"),
        Relabel::copy("__meta_kubernetes_service_label_app_kubernetes_io_component", "component"),
    ]);
    ScrapeConfig {
        kubernetes_sd_configs: vec![discovery("endpointslice", &spec.deploy.namespace)],
        relabel_configs: steps,
        ..ScrapeConfig::default()
    }
}

/// Every API server behind the Service `kubernetes`.
fn api_servers() -> ScrapeConfig {
    let labels = ["__meta_kubernetes_service_name", "__meta_kubernetes_endpointslice_port_name"];
    ScrapeConfig {
        kubernetes_sd_configs: vec![discovery("endpointslice", "default")],
        relabel_configs: vec![Relabel::keep(&labels, "kubernetes;https")],
        tls_config: Some(Tls {
            ca_file: Some(format!("{SERVICE_ACCOUNT}/ca.crt")),
            // Targets are addresses; this name is in every API server's certificate.
            server_name: Some("kubernetes.default.svc"),
            insecure_skip_verify: false,
        }),
        ..with_token()
    }
}

/// The kubelets, straight at their own port. That needs the permission `nodes/metrics` and no more; the way
/// through the API server's proxy needs `nodes/proxy`, which lets its holder run commands in every Pod.
fn kubelets(path: &str) -> ScrapeConfig {
    ScrapeConfig {
        metrics_path: Some(path.into()),
        kubernetes_sd_configs: vec![KubernetesSd { role: "node", namespaces: None }],
        relabel_configs: vec![Relabel::copy("__meta_kubernetes_node_name", "node")],
        tls_config: Some(Tls {
            ca_file: None,
            server_name: None,
            // Unless a cluster signs them otherwise, kubelets make their own certificates, which no
            // authority of the cluster vouches for.
            insecure_skip_verify: true,
        }),
        ..with_token()
    }
}

fn fixed(targets: &[HostPort], honor_labels: bool) -> ScrapeConfig {
    let targets = targets.iter().map(ToString::to_string).collect();
    ScrapeConfig { honor_labels, static_configs: vec![StaticConfig { targets }], ..ScrapeConfig::default() }
}

fn with_token() -> ScrapeConfig {
    ScrapeConfig {
        scheme: Some("https"),
        authorization: Some(Authorization { credentials_file: format!("{SERVICE_ACCOUNT}/token") }),
        ..ScrapeConfig::default()
    }
}

fn discovery(role: &'static str, namespace: &str) -> KubernetesSd {
    KubernetesSd { role, namespaces: Some(Namespaces { names: vec![namespace.into()] }) }
}

/// Drops series of other namespaces. Series without a namespace stay: they are about a node or the cluster
/// (machine memory, node conditions), and a query on them must not go blind.
fn kept_namespaces(namespaces: &[String]) -> Option<Relabel> {
    if namespaces.is_empty() {
        return None;
    }
    // The empty alternative at the end is the missing label.
    Some(Relabel::keep(&["namespace"], format!("{}|", namespaces.join("|"))))
}
