//! Prometheus in the cluster.

use std::collections::BTreeSet;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Container, Volume, VolumeMount};

use super::config_map::{checksum, config_map};
use super::pod::{self, Program};
use super::setup::{App, Setup, pairs};
use super::size;
use crate::error::RenderError;
use crate::prometheus::{self, CONFIG_FILE, SECRETS_PATH};

const APP: App = App::Prometheus;
const CONFIG: &str = "prometheus-config";
const CONFIG_PATH: &str = "/etc/prometheus";
const DATA_PATH: &str = "/prometheus";

/// The `ConfigMap` with the very files that stand in `prometheus/`.
pub(super) fn config(setup: &Setup<'_>, rules: &[(String, String)]) -> Result<ConfigMap, RenderError> {
    let config = prometheus::config(setup.spec, setup.environment)?;
    let rules = rules.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    config_map(setup, APP, CONFIG, pairs([(CONFIG_FILE, config.as_str())].into_iter().chain(rules)))
}

/// The Deployment.
pub(super) fn deployment(setup: &Setup<'_>, config: &ConfigMap) -> Result<Deployment, RenderError> {
    let texts = config.data.iter().flatten().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
    let sum = checksum(texts);
    let program = Program {
        container: container(setup)?,
        volumes: volumes(setup),
        annotations: pairs([("gaugewright/config-checksum", sum.as_str())]),
        // Discovery asks the API server.
        needs_token: true,
        // It writes what it holds in memory to the volume before it ends.
        grace_seconds: 300,
    };
    Ok(pod::deployment(setup, APP, program))
}

/// The Secrets that stores ask for, each once.
fn secrets<'s>(setup: &Setup<'s>) -> BTreeSet<&'s str> {
    let stores = setup.prometheus.remote_write.iter();
    stores.filter_map(|store| Some(store.credentials.as_ref()?.secret.as_str())).collect()
}

fn volumes(setup: &Setup<'_>) -> Vec<Volume> {
    let mut volumes =
        vec![pod::config_volume("config", CONFIG), pod::data_volume(APP), pod::scratch_volume("tmp", "64Mi")];
    volumes.extend(secrets(setup).into_iter().map(|name| pod::secret_volume(&secret_mount(name), name)));
    volumes
}

fn mounts(setup: &Setup<'_>) -> Vec<VolumeMount> {
    let mut mounts = vec![
        pod::mount("config", CONFIG_PATH, true),
        pod::mount(pod::DATA, DATA_PATH, false),
        pod::mount("tmp", "/tmp", false),
    ];
    let paths = secrets(setup).into_iter().map(|name| (secret_mount(name), format!("{SECRETS_PATH}/{name}")));
    mounts.extend(paths.map(|(volume, path)| pod::mount(&volume, &path, true)));
    mounts
}

/// The name of the volume of a Secret: no other volume has such a name.
fn secret_mount(secret: &str) -> String {
    format!("secret-{secret}").chars().take(63).collect()
}

fn container(setup: &Setup<'_>) -> Result<Container, RenderError> {
    let instance = &setup.prometheus.instance;
    Ok(Container {
        args: Some(arguments(setup)?),
        // A long write-ahead log is read again at the start: up to 15 minutes are allowed for that.
        startup_probe: Some(pod::probe("/-/ready", 15, 60)),
        liveness_probe: Some(pod::probe("/-/healthy", 15, 4)),
        readiness_probe: Some(pod::probe("/-/ready", 5, 3)),
        volume_mounts: Some(mounts(setup)),
        ..pod::container(APP, instance)
    })
}

fn arguments(setup: &Setup<'_>) -> Result<Vec<String>, RenderError> {
    let prometheus = setup.prometheus;
    let storage = &prometheus.instance.storage;
    let size = size::retention(storage).ok_or_else(|| RenderError::VolumeSize(storage.clone()))?;
    let mut arguments = vec![
        format!("--config.file={CONFIG_PATH}/{CONFIG_FILE}"),
        format!("--storage.tsdb.path={DATA_PATH}"),
        format!("--storage.tsdb.retention.time={}", prometheus.retention),
        format!("--storage.tsdb.retention.size={size}"),
        "--web.enable-lifecycle".into(),
    ];
    if let Some((_, host)) = setup.prometheus_ingress() {
        arguments.push(format!("--web.external-url=https://{host}"));
    }
    Ok(arguments)
}
