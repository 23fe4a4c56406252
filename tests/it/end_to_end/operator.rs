//! Resources of the Prometheus Operator, against its own API types: names of fields by the compiler, values by the
//! constraints that its authors have written beside them. And their steps at work, in a real Prometheus.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use codegen::OUTPUTS;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::tool::{self, Output};
use super::{dashboards, jobs, manifests, prometheus_config, workspace};

const FOLDER: &str = "monitoring/operator";

/// The resources of the operator's API group, by the name of their file.
fn resources() -> Vec<(String, Value)> {
    let files: Vec<PathBuf> = workspace::files_below(&workspace::path(FOLDER));
    let named = files.iter().map(|path| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name");
        (name.to_owned(), workspace::read_yaml(path))
    });
    named.filter(|(_, resource)| is_of_the_operator(resource)).collect()
}

/// Those of a spec that uses everything.
fn of_a_sample() -> Vec<(String, Value)> {
    let spec = crate::golden_prometheus::spec("scale/shop.yaml");
    let output = OUTPUTS.iter().find(|output| output.name == "operator").expect("the operator");
    let files = (output.render)(&codegen::Input::new(&spec, &codegen::Own::default())).expect("resources");
    let read = |(name, text): (&str, &str)| {
        let stem = name.strip_suffix(".yaml").expect("YAML");
        (stem.to_owned(), serde_saphyr::from_str::<Value>(text).expect("YAML"))
    };
    files.iter().map(read).filter(|(_, resource)| is_of_the_operator(resource)).collect()
}

fn is_of_the_operator(resource: &Value) -> bool {
    workspace::text(resource, "apiVersion").starts_with("monitoring.coreos.com/")
}

fn of_kind(kind: &str) -> Value {
    let found = resources().into_iter().find(|(_, resource)| resource["kind"] == kind);
    found.unwrap_or_else(|| panic!("there is no {kind}")).1
}

#[test]
fn resources_have_the_fields_of_the_operators_types() {
    for resources in [resources(), of_a_sample()] {
        let kinds: BTreeSet<&str> =
            resources.iter().map(|(_, resource)| workspace::text(resource, "kind")).collect();
        assert_eq!(kinds.len(), 5, "{kinds:?}");
        compile(&resources).expect_success();
    }
}

#[test]
fn values_are_what_the_operator_accepts() {
    for resources in [resources(), of_a_sample()] {
        validate(&resources).expect_success();
    }
}

/// Each mistake is refused by one of the two at least.
#[test]
fn mistakes_in_resources_are_refused() {
    let rule = "/spec/groups/0/rules/0";
    let endpoint = "/spec/podMetricsEndpoints/0";
    let mistakes = [
        ("PrometheusRule", rule, "alerts", json!("HighErrorRate")),
        ("PrometheusRule", rule, "for", json!("5 minutes")),
        ("PrometheusRule", rule, "labels", json!({ "severity": 1 })),
        ("PrometheusRule", "/spec/groups/0", "name", json!("")),
        ("PodMonitor", endpoint, "intervall", json!("15s")),
        ("PodMonitor", endpoint, "interval", json!("15")),
        ("PodMonitor", &format!("{endpoint}/relabelings/0"), "action", json!("keeps")),
        ("PodMonitor", "/spec", "namespaceSelector", json!(["shop"])),
        ("ServiceMonitor", "/spec", "endpoints", json!("all")),
        ("AlertmanagerConfig", "/spec/route", "groupWait", json!("half a minute")),
        ("AlertmanagerConfig", "/spec/route/matchers/0", "matchType", json!("~")),
        ("AlertmanagerConfig", "/spec/receivers/0", "slackConfig", json!([])),
        ("AlertmanagerConfig", "/spec/muteTimeIntervals/0/timeIntervals/0", "weekdays", json!(["mon"])),
        ("ScrapeConfig", "/spec", "scrapeInterval", json!(15)),
        ("ScrapeConfig", "/spec/staticConfigs/0", "target", json!("redis:9121")),
    ];
    let wrong: Vec<(String, Value)> = mistakes
        .iter()
        .enumerate()
        .map(|(number, (kind, place, key, value))| {
            let found = of_a_sample().into_iter().find(|(_, resource)| resource["kind"] == *kind);
            let mut resource = found.unwrap_or_else(|| panic!("there is no {kind}")).1;
            if *place == "/spec/route/matchers/0" {
                resource["spec"]["route"]["matchers"] = json!([{ "name": "severity", "value": "info" }]);
            }
            let object = resource.pointer_mut(place).unwrap_or_else(|| panic!("no place {place}"));
            object[*key] = value.clone();
            (format!("mistake{number}"), resource)
        })
        .collect();
    let (types, values) = (compile(&wrong), validate(&wrong));
    for ((kind, place, key, value), (name, _)) in mistakes.iter().zip(&wrong) {
        let refused = types.stdout.contains(&format!("{name}.ts("));
        let refused = refused || !values.stdout.contains(&format!("{name}.json: valid"));
        assert!(refused, "accepted: {kind}{place}/{key} = {value}\n{types}\n{values}");
    }
}

#[test]
fn the_folder_builds_and_its_dashboards_are_found_by_the_sidecar() {
    let built = manifests::build(FOLDER);
    let maps = workspace::files_below(&workspace::path(FOLDER));
    let maps: Vec<Value> =
        maps.iter().map(workspace::read_yaml).filter(|object| object["kind"] == "ConfigMap").collect();
    assert_eq!(maps.len(), workspace::DASHBOARDS.len());
    for map in &maps {
        let metadata = &map["metadata"];
        assert_eq!(metadata["labels"]["grafana_dashboard"], "1", "{metadata:#}");
        assert!(!workspace::text(&metadata["annotations"], "grafana_folder").is_empty());
        assert!(
            built.contains(workspace::text(metadata, "name")),
            "the kustomization leaves it out: {metadata:#}"
        );
        let data = map["data"].as_object().expect("files");
        assert!(
            data.len() == 1 && data.keys().all(|name| Path::new(name).extension() == Some("json".as_ref())),
            "{:?}",
            data.keys()
        );
    }
}

#[test]
fn rules_are_those_of_the_rule_files() {
    let mut groups = Vec::new();
    for file in
        workspace::list(&prometheus_config::generated(), "rule_files").iter().filter_map(Value::as_str)
    {
        let rules = workspace::read_yaml(workspace::path("monitoring/prometheus").join(file));
        groups.extend(workspace::list(&rules, "groups").to_vec());
    }
    assert_eq!(of_kind("PrometheusRule")["spec"]["groups"], json!(groups));
}

/// The operator adds labels of its own before these steps: one target for each container and port. Two containers of a
/// Pod must not become two scrapes of the same address.
#[test]
fn a_pod_is_one_target_with_the_labels_that_queries_use() {
    let monitor = of_kind("PodMonitor");
    let endpoint = &monitor["spec"]["podMetricsEndpoints"][0];
    let mut steps = operators_own_steps();
    steps.extend(workspace::list(endpoint, "relabelings").iter().map(as_prometheus_writes_it));
    let pods = [("api", "8000"), ("sidecar", "9000")].map(|(container, port)| {
        jobs::pod(
            "one",
            "127.0.0.2",
            &[
                ("__meta_kubernetes_pod_container_name", container),
                ("__meta_kubernetes_pod_container_port_number", port),
            ],
        )
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    tool::write(folder.path(), "pods.json", json!(pods).to_string());
    let job = json!({
        "job_name": "podMonitor/signal-harvester/signal-harvester/0",
        "metrics_path": endpoint["path"],
        "file_sd_configs": [{ "files": ["pods.json"] }],
        "relabel_configs": steps,
    });
    let prometheus = jobs::start(folder.path(), &job);
    let targets = jobs::until("targets", || {
        let answer = prometheus.get("/api/v1/targets", &[("state", "active")]).ok()?;
        let targets = workspace::list(&answer, "activeTargets").to_vec();
        (!targets.is_empty()).then_some(targets)
    });
    let labels: Vec<&Value> = targets.iter().map(|target| &target["labels"]).collect();
    let expected = json!({
        "component": "api",
        "instance": "127.0.0.2:8000",
        "job": "signal-harvester",
        "namespace": "signal-harvester",
        "pod": "one",
    });
    assert_eq!(labels, [&expected]);
}

/// What the operator writes before the steps of a `PodMonitor` that names no port.
fn operators_own_steps() -> Vec<Value> {
    let copy = |from: &str, to: &str| json!({ "source_labels": [from], "target_label": to });
    vec![
        copy("__meta_kubernetes_namespace", "namespace"),
        copy("__meta_kubernetes_pod_container_name", "container"),
        copy("__meta_kubernetes_pod_name", "pod"),
        json!({ "target_label": "job", "replacement": "signal-harvester/signal-harvester" }),
    ]
}

fn as_prometheus_writes_it(step: &Value) -> Value {
    let renamed = step.as_object().expect("a step").iter().map(|(key, value)| {
        let key = match key.as_str() {
            "sourceLabels" => "source_labels",
            "targetLabel" => "target_label",
            other => other,
        };
        (key.to_owned(), value.clone())
    });
    Value::Object(renamed.collect::<Map<_, _>>())
}

fn compile(resources: &[(String, Value)]) -> Output {
    let source = |(name, resource): &(String, Value)| {
        let kind = format!("I{}", workspace::text(resource, "kind"));
        let api = workspace::text(resource, "apiVersion");
        let import =
            format!("import type {{ {kind} }} from '@kubernetes-models/prometheus-operator/{api}';\n");
        (format!("{name}.ts"), format!("{import}export const resource = {resource:#} satisfies {kind};\n"))
    };
    dashboards::type_check(&resources.iter().map(source).collect::<Vec<_>>())
}

fn validate(resources: &[(String, Value)]) -> Output {
    // In a folder from which the npm packages are found.
    let npm = workspace::path(".tools/npm");
    assert!(npm.is_dir(), "the npm packages are not installed: run ./scripts/tools");
    let folder = TempDir::with_prefix_in("check-", npm).expect("a temporary folder");
    let script = workspace::read(workspace::path("tests/tools/operator.mjs"));
    let mut command = tool::command("node");
    command.arg(tool::write(folder.path(), "operator.mjs", script));
    for (name, resource) in resources {
        command.arg(tool::write(folder.path(), &format!("{name}.json"), resource.to_string()));
    }
    tool::run(&mut command)
}
