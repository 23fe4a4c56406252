//! The generated `prometheus.yml`, made loadable outside of a cluster.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{tool, workspace};

/// Where Kubernetes puts a pod's credentials: such files exist only inside a pod.
const IN_CLUSTER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The config as it was generated.
pub(super) fn generated() -> Value {
    workspace::read_yaml(workspace::path("monitoring/prometheus/prometheus.yml"))
}

/// Copies the generated rules into `folder` and gives a config to be written beside them. It differs from the generated
/// one in what only a cluster has, and in nothing else: credentials come from `folder`, and no targets are discovered.
/// Debian's Prometheus knows no Kubernetes discovery at all, so `discovery.rs` checks that part.
pub(super) fn without_cluster(folder: &Path) -> Value {
    copy_rules(folder);
    let credentials = folder.join("serviceaccount");
    std::fs::create_dir(&credentials).expect("a folder for credentials");
    for name in ["ca.crt", "token"] {
        tool::write(&credentials, name, "stand-in\n");
    }
    let local = credentials.display().to_string();
    let mut config = generated();
    for_each(&mut config, &mut |value| match value {
        Value::String(text) => *text = text.replace(IN_CLUSTER, &local),
        Value::Object(fields) if fields.contains_key("kubernetes_sd_configs") => {
            fields.remove("kubernetes_sd_configs");
            fields.insert("static_configs".to_owned(), json!([]));
        }
        _ => {}
    });
    config
}

/// A copy of each generated file of rules in `folder`, every group evaluated as often as the config says. A group with an
/// interval of its own is first evaluated anywhere within it, and nobody waits two minutes for a test.
pub(super) fn eager_rules(folder: &Path) -> Vec<PathBuf> {
    let config = generated();
    let names = workspace::list(&config, "rule_files").iter().filter_map(Value::as_str);
    let eager = |name: &str| {
        let mut rules = workspace::read_yaml(workspace::path("monitoring/prometheus").join(name));
        let groups = rules["groups"].as_array_mut().into_iter().flatten();
        for group in groups.filter_map(|group| group.as_object_mut()) {
            group.remove("interval");
        }
        tool::write(folder, name, rules.to_string())
    };
    names.map(eager).collect()
}

/// Writes a config where its relative paths hold. JSON is YAML, so Prometheus reads it as it is.
pub(super) fn write(folder: &Path, config: &Value) -> PathBuf {
    tool::write(folder, "prometheus.yml", format!("{config:#}"))
}

fn copy_rules(folder: &Path) {
    let source = workspace::path("monitoring/prometheus");
    for file in workspace::files_below(&source) {
        let relative = file.strip_prefix(&source).expect("a file below its folder");
        let target = folder.join(relative);
        std::fs::create_dir_all(target.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::copy(&file, target).expect("a file can be copied");
    }
}

/// Calls `change` on `value` and on everything inside it.
fn for_each(value: &mut Value, change: &mut impl FnMut(&mut Value)) {
    change(value);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| for_each(item, change)),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, field)| for_each(field, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
