//! What becomes of a small spec in Kubernetes, compared with what became of it when somebody last looked.

use codegen::kubernetes::manifests;
use gaugewright_spec::model::{Receiver, Way};

use crate::golden_prometheus::{assert_golden, spec};

fn dashboards(size: usize) -> Vec<(String, String)> {
    let text = format!("{{\n  \"title\": \"{}\"\n}}\n", "Stock".repeat(size));
    vec![("stock-dashboard.json".to_owned(), text)]
}

#[test]
fn base_and_overlays() {
    let files = manifests(&spec("kubernetes/shop.yaml"), &dashboards(1)).expect("manifests");
    for (path, text) in files.iter() {
        assert_golden("kubernetes", path, text);
    }
}

#[test]
fn a_spec_without_deployment_has_no_manifests() {
    let mut spec = spec("kubernetes/shop.yaml");
    spec.deploy.prometheus = None;
    assert!(manifests(&spec, &dashboards(1)).expect("manifests").is_empty());
}

#[test]
fn what_does_not_fit_into_a_config_map_is_refused() {
    let errors = manifests(&spec("kubernetes/shop.yaml"), &dashboards(300_000)).expect_err("too large");
    assert!(errors[0].to_string().contains("`grafana-dashboard-stock`"), "{errors:?}");
    assert!(errors[0].to_string().contains("Kubernetes accepts 1048576"), "{errors:?}");
}

#[test]
fn prometheus_is_never_open_to_everyone() {
    let mut spec = spec("kubernetes/shop.yaml");
    for environment in &mut spec.deploy.environments {
        environment.prometheus.basic_auth_secret = None;
    }
    let errors = manifests(&spec, &dashboards(1)).expect_err("no password");
    assert_eq!(errors.len(), 1, "only production has a host: {errors:?}");
    assert!(
        errors[0].to_string().starts_with("production: Prometheus would be open to everyone"),
        "{errors:?}"
    );
}

#[test]
fn alertmanager_is_never_open_to_everyone() {
    let mut spec = spec("kubernetes/shop.yaml");
    for alertmanager in spec.deploy.environments.iter_mut().filter_map(|place| place.alertmanager.as_mut()) {
        alertmanager.basic_auth_secret = None;
    }
    let errors = manifests(&spec, &dashboards(1)).expect_err("no password");
    assert_eq!(errors.len(), 1, "only production has a host: {errors:?}");
    assert!(
        errors[0].to_string().starts_with("production: Alertmanager would be open to everyone"),
        "{errors:?}"
    );
}

/// The address of a webhook is a secret, so its port is not known.
#[test]
fn alertmanager_reaches_webhooks_wherever_they_are() {
    let policies = |spec: &codegen::Spec| {
        let files = manifests(spec, &dashboards(1)).expect("manifests");
        files.get("base/network-policies.yaml").expect("policies").to_owned()
    };
    let mut spec = spec("kubernetes/shop.yaml");
    let known = policies(&spec);
    let hook = Way::Webhook { url_file: "hook-url".into(), credentials_file: None, raw: Vec::new() };
    let notifications = spec.notifications.as_mut().expect("notifications");
    let more = Receiver { name: "hook".into(), ways: vec![hook], send_resolved: true };
    notifications.receivers.insert(more).expect("a new name");
    let open = policies(&spec);
    assert!(!known.contains("- {}") && open.contains("- {}"), "{open}");
}

#[test]
fn rights_follow_from_the_jobs() {
    let mut spec = spec("kubernetes/shop.yaml");
    spec.deploy.jobs = spec.deploy.jobs.iter().filter(|job| job.name == "web-shop").cloned().collect();
    let files = manifests(&spec, &dashboards(1)).expect("manifests");
    let rights = files.get("base/prometheus-rbac.yaml").expect("a file of rights");
    assert!(rights.contains("- pods\n"), "{rights}");
    assert!(!rights.contains("ClusterRole") && !rights.contains("endpointslices"), "{rights}");
}
