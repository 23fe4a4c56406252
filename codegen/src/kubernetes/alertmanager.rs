//! Alertmanager in the cluster.

use gaugewright_spec::model::Alertmanager;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{
    ConfigMap, ConfigMapVolumeSource, Container, KeyToPath, SecretVolumeSource, Volume,
};

use super::config_map::{checksum, config_map};
use super::pod::{self, Program};
use super::setup::{App, Setup, pairs};
use crate::alertmanager::{self, CONFIG_FILE, TEMPLATES_FILE, TEMPLATES_FOLDER};
use crate::error::RenderError;

const APP: App = App::Alertmanager;
const CONFIG: &str = "alertmanager-config";
/// Beside the folder of secrets: a volume cannot be mounted inside of another that is read-only.
const CONFIG_PATH: &str = "/etc/alertmanager/config";
const DATA_PATH: &str = "/alertmanager";

/// The `ConfigMap` with the very files that stand in `alertmanager/`; nothing if the spec does not say who is told.
pub(super) fn config(setup: &Setup<'_>) -> Result<Option<ConfigMap>, RenderError> {
    let Some(config) = alertmanager::config(setup.spec)? else { return Ok(None) };
    let templates = alertmanager::templates(setup.spec);
    let files = pairs([(CONFIG_FILE, config.as_str()), (TEMPLATES_FILE, templates.as_str())]);
    config_map(setup, APP, CONFIG, files).map(Some)
}

/// The Deployment.
pub(super) fn deployment(setup: &Setup<'_>, alertmanager: &Alertmanager, config: &ConfigMap) -> Deployment {
    let texts = config.data.iter().flatten().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
    let sum = checksum(texts);
    let secret = alertmanager.secret.as_deref().map(secret_volume);
    let program = Program {
        container: container(setup, alertmanager),
        volumes: [config_volume(), pod::data_volume(APP)].into_iter().chain(secret).collect(),
        annotations: pairs([("gaugewright/config-checksum", sum.as_str())]),
        needs_token: false,
        grace_seconds: 60,
    };
    pod::deployment(setup, APP, program)
}

fn container(setup: &Setup<'_>, alertmanager: &Alertmanager) -> Container {
    let secrets = setup.spec.notifications.as_ref().map(|notifications| notifications.secrets.as_str());
    let secrets =
        secrets.filter(|_| alertmanager.secret.is_some()).map(|path| pod::mount("secrets", path, true));
    let mounts = [pod::mount("config", CONFIG_PATH, true), pod::mount(pod::DATA, DATA_PATH, false)];
    Container {
        args: Some(arguments(setup)),
        startup_probe: Some(pod::probe("/-/ready", 5, 24)),
        liveness_probe: Some(pod::probe("/-/healthy", 15, 4)),
        readiness_probe: Some(pod::probe("/-/ready", 5, 3)),
        volume_mounts: Some(mounts.into_iter().chain(secrets).collect()),
        ..pod::container(APP, &alertmanager.instance)
    }
}

fn arguments(setup: &Setup<'_>) -> Vec<String> {
    let mut arguments = vec![
        format!("--config.file={CONFIG_PATH}/{CONFIG_FILE}"),
        format!("--storage.path={DATA_PATH}"),
        // One alone needs no others.
        "--cluster.listen-address=".into(),
    ];
    if let Some((_, host)) = setup.alertmanager_ingress() {
        arguments.push(format!("--web.external-url=https://{host}"));
    }
    arguments
}

/// The files of the `ConfigMap`, whose keys cannot have folders, in their folders.
fn config_volume() -> Volume {
    let file = |key: &str, path: String| KeyToPath { key: key.into(), path, mode: None };
    Volume {
        name: "config".into(),
        config_map: Some(ConfigMapVolumeSource {
            name: CONFIG.into(),
            items: Some(vec![
                file(CONFIG_FILE, CONFIG_FILE.into()),
                file(TEMPLATES_FILE, format!("{TEMPLATES_FOLDER}/{TEMPLATES_FILE}")),
            ]),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

fn secret_volume(secret: &str) -> Volume {
    Volume {
        name: "secrets".into(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret.into()),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    }
}
