//! What is scraped. The steps are those of `prometheus.yml`, so that series have the same labels and rules and dashboards
//! hold for both.

use gaugewright_spec::model::{HostPort, Job, Spec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

use crate::prometheus::{self, Relabel};

/// What need not be said, because it is so if nothing is said.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
pub(super) fn is_false(value: &bool) -> bool {
    !value
}

/// A `PodMonitor` or a `ServiceMonitor`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Monitor {
    /// Everything: which of them want to be scraped is said by their annotations.
    selector: LabelSelector,
    namespace_selector: Namespaces,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_metrics_endpoints: Option<[Endpoint; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<[Endpoint; 1]>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Namespaces {
    match_names: [String; 1],
}

/// No port is named: the operator would drop Pods whose container does not declare it, and the steps find the port.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    interval: String,
    relabelings: Vec<Relabeling>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metric_relabelings: Vec<Relabeling>,
}

/// A `ScrapeConfig` of fixed addresses.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScrapeConfig {
    job_name: String,
    #[serde(skip_serializing_if = "is_false")]
    honor_labels: bool,
    scrape_interval: String,
    static_configs: [StaticConfig; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metric_relabelings: Vec<Relabeling>,
}

#[derive(Debug, Serialize)]
struct StaticConfig {
    targets: Vec<String>,
}

/// A relabelling step with the operator's names of its keys.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Relabeling {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source_labels: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_label: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
}

impl From<Relabel> for Relabeling {
    fn from(step: Relabel) -> Self {
        Self {
            source_labels: step.source_labels,
            regex: step.regex,
            replacement: step.replacement,
            target_label: step.target_label,
            action: step.action,
        }
    }
}

impl Monitor {
    /// For a job that finds Pods.
    pub(super) fn of_pods(spec: &Spec, job: &Job) -> Self {
        let endpoint = Endpoint { path: Some(spec.service.scrape.path.clone()), ..Endpoint::new(spec, job) };
        Self { pod_metrics_endpoints: Some([endpoint]), ..Self::of_namespace(spec) }
    }

    /// For a job that finds Services.
    pub(super) fn of_services(spec: &Spec, job: &Job) -> Self {
        Self { endpoints: Some([Endpoint::new(spec, job)]), ..Self::of_namespace(spec) }
    }

    fn of_namespace(spec: &Spec) -> Self {
        Self {
            selector: LabelSelector::default(),
            namespace_selector: Namespaces { match_names: [spec.deploy.namespace.clone()] },
            pod_metrics_endpoints: None,
            endpoints: None,
        }
    }
}

impl Endpoint {
    fn new(spec: &Spec, job: &Job) -> Self {
        let (targets, series) = prometheus::relabelling(spec, job);
        // The operator names the job after the monitor or the Service, and says which container and port it found: several
        // targets with one address would be scraped several times.
        let own = [Relabel::set("job", &job.name), Relabel::drop_labels("container|endpoint")];
        Self {
            path: None,
            interval: spec.service.scrape.interval.to_string(),
            relabelings: targets.into_iter().chain(own).map(Relabeling::from).collect(),
            metric_relabelings: series.into_iter().map(Relabeling::from).collect(),
        }
    }
}

impl ScrapeConfig {
    /// For a job of fixed addresses.
    pub(super) fn new(spec: &Spec, job: &Job, targets: &[HostPort], honor_labels: bool) -> Self {
        let (_, series) = prometheus::relabelling(spec, job);
        Self {
            job_name: job.name.clone(),
            honor_labels,
            scrape_interval: spec.service.scrape.interval.to_string(),
            static_configs: [StaticConfig {
                targets: targets.iter().map(|target| address(spec, target)).collect(),
            }],
            metric_relabelings: series.into_iter().map(Relabeling::from).collect(),
        }
    }
}

/// The address as another namespace writes it: the operator's Prometheus runs where it likes.
fn address(spec: &Spec, target: &HostPort) -> String {
    if target.host.contains(['.', ':']) || target.host == "localhost" {
        return target.to_string();
    }
    HostPort { host: format!("{}.{}.svc", target.host, spec.deploy.namespace), port: target.port }.to_string()
}
