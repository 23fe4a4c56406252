//! The Kubernetes half of the scrape config: what is discovered, and labels that only discovery gives.

use std::path::Path;

use serde_json::{Value, json};

use super::tool::{self, Output};
use super::{prometheus_config, workspace};

const META: &str = "__meta_kubernetes_";

/// What each role of discovery says of a target. A name with `_` at its end begins a family of labels.
const NODE: &[&str] = &[
    "node_name",
    "node_provider_id",
    "node_label_",
    "node_labelpresent_",
    "node_annotation_",
    "node_annotationpresent_",
    "node_address_",
];
const SERVICE: &[&str] = &[
    "namespace",
    "service_name",
    "service_type",
    "service_cluster_ip",
    "service_loadbalancer_ip",
    "service_external_name",
    "service_port_name",
    "service_port_number",
    "service_port_protocol",
    "service_label_",
    "service_labelpresent_",
    "service_annotation_",
    "service_annotationpresent_",
];
const POD: &[&str] = &[
    "namespace",
    "pod_name",
    "pod_ip",
    "pod_uid",
    "pod_ready",
    "pod_phase",
    "pod_node_name",
    "pod_host_ip",
    "pod_controller_kind",
    "pod_controller_name",
    "pod_container_init",
    "pod_container_name",
    "pod_container_id",
    "pod_container_image",
    "pod_container_port_name",
    "pod_container_port_number",
    "pod_container_port_protocol",
    "pod_label_",
    "pod_labelpresent_",
    "pod_annotation_",
    "pod_annotationpresent_",
];
const ENDPOINTS: &[&str] = &[
    "endpoints_name",
    "endpoints_label_",
    "endpoints_labelpresent_",
    "endpoints_annotation_",
    "endpoints_annotationpresent_",
    "endpoint_hostname",
    "endpoint_node_name",
    "endpoint_ready",
    "endpoint_port_name",
    "endpoint_port_protocol",
    "endpoint_address_target_kind",
    "endpoint_address_target_name",
];

#[test]
fn discovery_is_what_prometheus_accepts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let found: Vec<Value> = jobs(&prometheus_config::generated())
        .iter()
        .flat_map(|job| workspace::list(job, "kubernetes_sd_configs"))
        .cloned()
        .collect();
    validate(folder.path(), &json!(found)).expect_success();
}

#[test]
fn mistakes_in_discovery_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mistakes = [
        json!([{"role": "pods"}]),
        json!([{"namespaces": {"names": ["default"]}}]),
        json!([{"role": "pod", "namespaces": ["default"]}]),
        json!([{"role": "pod", "selectors": [{"role": "service", "label": "a=b"}]}]),
        json!([{"role": "pod", "authorization": {"credentials_file": "token"}}]),
    ];
    for mistake in mistakes {
        assert!(!validate(folder.path(), &mistake).succeeded(), "accepted: {mistake}");
    }
}

#[test]
fn relabelling_reads_labels_that_its_discovery_gives() {
    for job in jobs(&prometheus_config::generated()) {
        let roles: Vec<_> = workspace::list(&job, "kubernetes_sd_configs")
            .iter()
            .map(|discovery| workspace::text(discovery, "role").to_owned())
            .collect();
        for label in source_labels(&job) {
            let known = roles.iter().any(|role| is_given(&label, role));
            assert!(known, "{}: no target of {roles:?} has {label}", job["job_name"]);
        }
    }
}

#[test]
fn labels_are_told_from_misspelt_ones() {
    for (role, label, given) in [
        ("pod", "__meta_kubernetes_pod_label_app", true),
        ("pod", "__meta_kubernetes_pod_label_", false),
        ("pod", "__meta_kubernetes_pod_component", false),
        ("node", "__meta_kubernetes_namespace", false),
        ("endpoints", "__meta_kubernetes_service_annotation_prometheus_io_scrape", true),
        ("service", "__meta_kubernetes_pod_name", false),
    ] {
        assert_eq!(is_given(label, role), given, "{role}: {label}");
    }
}

fn jobs(config: &Value) -> Vec<Value> {
    let jobs = workspace::list(config, "scrape_configs").to_vec();
    assert!(!jobs.is_empty(), "nothing is scraped");
    jobs
}

fn validate(folder: &Path, discovery: &Value) -> Output {
    let instance = tool::write(folder, "discovery.json", discovery.to_string());
    let schema = workspace::path("tests/tools/kubernetes-discovery.schema.json");
    tool::run(tool::command("check-jsonschema").arg("--schemafile").arg(schema).arg(instance))
}

/// The labels of Kubernetes that a job's relabelling reads.
fn source_labels(job: &Value) -> Vec<String> {
    let rules = workspace::list(job, "relabel_configs").iter();
    let labels = rules.flat_map(|rule| workspace::list(rule, "source_labels"));
    labels.filter_map(Value::as_str).filter(|label| label.starts_with(META)).map(str::to_owned).collect()
}

fn is_given(label: &str, role: &str) -> bool {
    let tables: &[&[&str]] = match role {
        "node" => &[NODE],
        "service" => &[SERVICE],
        // Pods may carry their node's labels, endpoints those of their service, pod and node.
        "pod" => &[POD, NODE],
        "endpoints" => &[ENDPOINTS, SERVICE, POD, NODE],
        "endpointslice" => &[&["endpointslice_"], SERVICE, POD, NODE],
        "ingress" => &[&["namespace", "ingress_"]],
        other => panic!("no role {other}"),
    };
    let Some(name) = label.strip_prefix(META) else { return false };
    tables.iter().copied().flatten().any(|known| {
        if known.ends_with('_') {
            name.len() > known.len() && name.starts_with(known)
        } else {
            name == *known
        }
    })
}
