//! Grafana in the cluster.

use gaugewright_spec::model::Grafana;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{
    ConfigMap, ConfigMapProjection, Container, EnvVar, ProjectedVolumeSource, Volume, VolumeProjection,
};

use super::config_map::{checksum, config_map};
use super::pod::{self, Program};
use super::setup::{App, Setup, pairs};
use crate::error::RenderError;
use crate::provisioning::{self, DASHBOARDS_PATH, ProvisioningFile};

const APP: App = App::Grafana;
const PROVISIONING: &str = "/etc/grafana/provisioning";

/// Where the administrator's name and password are read, when the volume is still empty.
const ADMIN: &str = "/etc/grafana/admin";

/// Settings that hold everywhere: nobody gets in without an account, nobody makes one himself, nothing is
/// reported, and nothing is fetched from the internet.
const SETTINGS: [(&str, &str); 13] = [
    ("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false"),
    ("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"),
    ("GF_ANALYTICS_FEEDBACK_LINKS_ENABLED", "false"),
    ("GF_ANALYTICS_REPORTING_ENABLED", "false"),
    ("GF_AUTH_ANONYMOUS_ENABLED", "false"),
    ("GF_LOG_MODE", "console"),
    ("GF_NEWS_NEWS_FEED_ENABLED", "false"),
    ("GF_PLUGINS_PREINSTALL_DISABLED", "true"),
    ("GF_SECURITY_COOKIE_SECURE", "true"),
    ("GF_SECURITY_DISABLE_GRAVATAR", "true"),
    ("GF_SNAPSHOTS_EXTERNAL_ENABLED", "false"),
    ("GF_USERS_ALLOW_ORG_CREATE", "false"),
    ("GF_USERS_ALLOW_SIGN_UP", "false"),
];

/// The `ConfigMaps` of the files that Grafana reads when it starts, one for each folder of them.
pub(super) fn provisioning(setup: &Setup<'_>) -> Result<Vec<ConfigMap>, RenderError> {
    let files = provisioning::files(setup.spec)?;
    let map = |file: &ProvisioningFile| {
        config_map(setup, APP, &provisioning_name(file.folder), pairs([(file.name, file.text.as_str())]))
    };
    files.iter().map(map).collect()
}

fn provisioning_name(folder: &str) -> String {
    format!("grafana-{folder}-provisioning")
}

/// A `ConfigMap` with one dashboard. Its label lets a Grafana that runs with the usual sidecar find it too.
pub(super) fn dashboard(
    setup: &Setup<'_>,
    grafana: &Grafana,
    file: &str,
    text: &str,
) -> Result<ConfigMap, RenderError> {
    let mut object = config_map(setup, APP, &dashboard_name(file), pairs([(file, text)]))?;
    object.metadata.labels.get_or_insert_default().insert("grafana_dashboard".into(), "1".into());
    object.metadata.annotations = Some(pairs([("grafana_folder", grafana.folder.as_str())]));
    Ok(object)
}

pub(super) fn dashboard_name(file: &str) -> String {
    let stem = file.strip_suffix(".json").unwrap_or(file);
    format!("grafana-dashboard-{}", stem.strip_suffix("-dashboard").unwrap_or(stem))
}

/// The Deployment. A changed dashboard is read while Grafana runs; changed provisioning needs a new Pod.
pub(super) fn deployment(
    setup: &Setup<'_>,
    grafana: &Grafana,
    provisioning: &[ConfigMap],
    dashboards: &[(String, String)],
) -> Deployment {
    let data = provisioning.iter().filter_map(|map| map.data.as_ref()).flatten();
    let sum = checksum(data.flat_map(|(name, text)| [name.as_str(), text.as_str()]));
    let program = Program {
        container: container(setup, grafana),
        volumes: vec![
            pod::config_volume("datasources", &provisioning_name("datasources")),
            pod::config_volume("provider", &provisioning_name("dashboards")),
            dashboard_volume(dashboards),
            pod::secret_volume("admin", &grafana.admin_secret),
            pod::data_volume(APP),
            pod::scratch_volume("tmp", "256Mi"),
        ],
        annotations: pairs([("gaugewright/config-checksum", sum.as_str())]),
        needs_token: false,
        grace_seconds: 30,
    };
    pod::deployment(setup, APP, program)
}

fn container(setup: &Setup<'_>, grafana: &Grafana) -> Container {
    Container {
        env: Some(environment(setup)),
        // A new version may migrate its database first: up to 5 minutes are allowed for that.
        startup_probe: Some(pod::probe("/api/health", 10, 30)),
        liveness_probe: Some(pod::probe("/api/health", 15, 4)),
        readiness_probe: Some(pod::probe("/api/health", 5, 3)),
        volume_mounts: Some(vec![
            pod::mount("datasources", &format!("{PROVISIONING}/datasources"), true),
            pod::mount("provider", &format!("{PROVISIONING}/dashboards"), true),
            pod::mount("dashboards", DASHBOARDS_PATH, true),
            pod::mount("admin", ADMIN, true),
            pod::mount(pod::DATA, "/var/lib/grafana", false),
            pod::mount("tmp", "/tmp", false),
        ]),
        ..pod::container(APP, &grafana.instance)
    }
}

fn environment(setup: &Setup<'_>) -> Vec<EnvVar> {
    let plain =
        |name: &str, value: &str| EnvVar { name: name.into(), value: Some(value.into()), value_from: None };
    // The image reads the file of a name that ends like this.
    let mut variables = vec![
        plain("GF_SECURITY_ADMIN_USER__FILE", &format!("{ADMIN}/admin-user")),
        plain("GF_SECURITY_ADMIN_PASSWORD__FILE", &format!("{ADMIN}/admin-password")),
    ];
    variables.extend(SETTINGS.iter().map(|(name, value)| plain(name, value)));
    if let Some((_, host)) = setup.grafana_ingress() {
        variables.push(plain("GF_SERVER_ROOT_URL", &format!("https://{host}/")));
    }
    variables
}

/// All dashboards in one folder, though each has a `ConfigMap` of its own.
fn dashboard_volume(dashboards: &[(String, String)]) -> Volume {
    let sources = dashboards.iter().map(|(file, _)| VolumeProjection {
        config_map: Some(ConfigMapProjection {
            name: dashboard_name(file),
            ..ConfigMapProjection::default()
        }),
        ..VolumeProjection::default()
    });
    Volume {
        name: "dashboards".into(),
        projected: Some(ProjectedVolumeSource { sources: Some(sources.collect()), default_mode: None }),
        ..Volume::default()
    }
}
