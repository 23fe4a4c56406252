//! The generated `prometheus.yml`, made loadable outside of a cluster.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{tool, workspace};

/// Where Kubernetes puts a pod's credentials: such files exist only inside a pod.
const IN_CLUSTER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Copies the generated Prometheus folder into `folder` and writes a config there that differs from the generated one in
/// what only a cluster has, and nothing else: credentials come from files in `folder`.
pub(super) fn with_local_credentials(folder: &Path) -> (PathBuf, Value) {
    copy_rules(folder);
    let mut config = workspace::read_yaml(workspace::path("monitoring/prometheus/prometheus.yml"));
    let credentials = folder.join("serviceaccount");
    std::fs::create_dir(&credentials).expect("a folder for credentials");
    for name in ["ca.crt", "token"] {
        tool::write(&credentials, name, "stand-in\n");
    }
    let local = credentials.display().to_string();
    for_each(&mut config, &mut |value| {
        if let Value::String(text) = value {
            *text = text.replace(IN_CLUSTER, &local);
        }
    });
    (write(folder, &config), config)
}

/// As above, with service discovery replaced by no targets, and rules evaluated every second.
pub(super) fn without_cluster(folder: &Path) -> PathBuf {
    let (_, mut config) = with_local_credentials(folder);
    for_each(&mut config, &mut |value| {
        let Value::Object(fields) = value else { return };
        if fields.remove("kubernetes_sd_configs").is_some() {
            fields.insert("static_configs".to_owned(), json!([]));
        }
    });
    config["global"]["evaluation_interval"] = json!("1s");
    write(folder, &config)
}

/// JSON is YAML, so Prometheus reads it as it is.
fn write(folder: &Path, config: &Value) -> PathBuf {
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
