//! Grafana's provisioning files: well-formed, and in step with the dashboards and the manifests that carry them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::{manifests, workspace};

const PROVISIONING: &str = "monitoring/grafana/provisioning";

/// Grafana's image looks here, unless told otherwise.
const GRAFANA_PROVISIONING: &str = "/etc/grafana/provisioning";

#[test]
fn exactly_one_data_source_is_the_default() {
    let sources = entries("datasources", "datasources");
    let default = |source: &&Value| source["isDefault"] == true;
    assert_eq!(sources.iter().filter(default).count(), 1, "{sources:#?}");
    for source in &sources {
        assert_eq!(source["type"], "prometheus", "{source:#}");
        assert!(!workspace::text(source, "uid").is_empty() && !workspace::text(source, "name").is_empty());
    }
}

#[test]
fn dashboards_choose_a_data_source_that_is_provisioned() {
    let sources = entries("datasources", "datasources");
    let known: BTreeSet<_> =
        sources.iter().flat_map(|source| ["uid", "name"].map(|key| workspace::text(source, key))).collect();
    for path in workspace::DASHBOARDS {
        let dashboard = workspace::read_json(workspace::path(path));
        let variables = workspace::list(&dashboard["templating"], "list");
        let chosen = variables.iter().find(|variable| variable["type"] == "datasource");
        let chosen = chosen.unwrap_or_else(|| panic!("{path} has no data source variable"));
        assert_eq!(chosen["query"], "prometheus", "{path}");
        // "default" stands for whichever source is the default one.
        if let Some(current) = chosen["current"]["value"].as_str().filter(|value| !value.is_empty()) {
            assert!(current == "default" || known.contains(current), "{path}: no data source {current:?}");
        }
    }
}

#[test]
fn dashboards_are_told_apart() {
    for key in ["uid", "title"] {
        let values: BTreeSet<_> = workspace::DASHBOARDS
            .iter()
            .map(|path| workspace::text(&workspace::read_json(workspace::path(path)), key).to_owned())
            .collect();
        assert_eq!(values.len(), workspace::DASHBOARDS.len(), "a {key} is used twice: {values:?}");
    }
}

#[test]
fn providers_and_data_sources_agree_with_the_grafana_pod() {
    let built = built_base();
    let mounts = grafana_mounts(&built);
    let mounted = |path: &str| mounts.iter().any(|mount| is_below(path, mount));
    for folder in ["datasources", "dashboards"] {
        let path = format!("{GRAFANA_PROVISIONING}/{folder}");
        assert!(mounted(&path), "nothing is mounted at {path}: {mounts:?}");
    }
    for provider in entries("dashboards", "providers") {
        assert_eq!(provider["type"], "file", "{provider:#}");
        let path = workspace::text(&provider["options"], "path");
        assert!(mounted(path), "nothing is mounted at {path}, where a provider looks: {mounts:?}");
    }
}

#[test]
fn data_sources_point_at_a_service_that_exists() {
    let built = built_base();
    for source in entries("datasources", "datasources") {
        let url = workspace::text(&source, "url");
        let authority = url.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let (host, port) = authority.and_then(|authority| authority.split_once(':')).expect(url);
        let name = host.split('.').next().unwrap_or(host);
        let services = built.iter().filter(|resource| resource["kind"] == "Service");
        let service = services.into_iter().find(|service| service["metadata"]["name"] == name);
        let ports = workspace::list(
            &service.unwrap_or_else(|| panic!("no Service {name} for {url}"))["spec"],
            "ports",
        );
        assert!(
            ports.iter().any(|listed| listed["port"].as_u64() == port.parse().ok()),
            "{url}: no such port in {ports:?}"
        );
    }
}

/// A config map that is empty or lags behind the files is the classic mistake.
#[test]
fn config_maps_carry_the_committed_files() {
    let built = built_base();
    let carried: Vec<Value> = built
        .iter()
        .filter(|resource| resource["kind"] == "ConfigMap")
        .flat_map(|map| map["data"].as_object().into_iter().flatten())
        .filter_map(|(_, text)| serde_saphyr::from_str(text.as_str()?).ok())
        .collect();
    let others = ["monitoring/prometheus/prometheus.yml"].iter().chain(&workspace::DASHBOARDS);
    let files = workspace::rule_files().into_iter().chain(others.map(workspace::path));
    for file in files.chain(workspace::files_below(&workspace::path(PROVISIONING))) {
        let content = workspace::read_yaml(&file);
        assert!(carried.contains(&content), "no ConfigMap has the content of {}", file.display());
    }
}

/// The entries of one list, from all files of one provisioning folder.
#[track_caller]
fn entries(folder: &str, list: &str) -> Vec<Value> {
    let files: Vec<PathBuf> = workspace::files_below(&workspace::path(PROVISIONING).join(folder));
    let mut found = Vec::new();
    for file in files {
        let content = workspace::read_yaml(&file);
        assert_eq!(content["apiVersion"], 1, "{}", file.display());
        found.extend_from_slice(workspace::list(&content, list));
    }
    assert!(!found.is_empty(), "{folder} provisions nothing");
    found
}

fn built_base() -> Vec<Value> {
    serde_saphyr::from_multiple(&manifests::build(manifests::BASE)).expect("kustomize writes YAML")
}

/// Where the volumes of the Grafana container are mounted.
#[track_caller]
fn grafana_mounts(built: &[Value]) -> Vec<String> {
    let pods = built.iter().filter(|resource| resource["kind"] == "Deployment");
    let containers = pods.flat_map(|pod| workspace::list(&pod["spec"]["template"]["spec"], "containers"));
    let grafana =
        containers.into_iter().find(|container| workspace::text(container, "image").contains("grafana"));
    let mounts = workspace::list(grafana.expect("a Deployment that runs Grafana"), "volumeMounts").iter();
    mounts.map(|mount| workspace::text(mount, "mountPath").to_owned()).collect()
}

fn is_below(path: &str, folder: &str) -> bool {
    std::path::Path::new(path).starts_with(folder)
}
