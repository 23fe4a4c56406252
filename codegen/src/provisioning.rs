//! The files that tell Grafana where Prometheus is and where the dashboards are. They stand in files and in
//! `ConfigMaps`, with the same text.

use gaugewright_spec::model::Spec;
use serde::Serialize;

use crate::error::RenderError;
use crate::yaml;

/// Where the dashboards stand in the container.
pub const DASHBOARDS_PATH: &str = "/etc/grafana/dashboards";

/// The id of the data source that is Prometheus.
pub(crate) const DATA_SOURCE_UID: &str = "prometheus";

/// The address of Prometheus, seen from Grafana: the name of its Service and its port.
const PROMETHEUS_URL: &str = "http://prometheus:9090";

/// A file that Grafana reads when it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisioningFile {
    /// The folder below Grafana's provisioning folder: `datasources` or `dashboards`.
    pub folder: &'static str,
    /// Its name in that folder.
    pub name: &'static str,
    /// What it says.
    pub text: String,
}

/// The data source and the dashboard provider.
pub fn files(spec: &Spec) -> Result<[ProvisioningFile; 2], RenderError> {
    let source = data_source(spec.service.scrape.interval.to_string());
    let folder = spec.deploy.grafana.as_ref().map_or(&spec.service.title, |grafana| &grafana.folder);
    let provider = provider(&spec.service.name, folder);
    Ok([
        ProvisioningFile {
            folder: "datasources",
            name: "prometheus.yaml",
            text: yaml::file(&spec.command, &source)?,
        },
        ProvisioningFile {
            folder: "dashboards",
            name: "provider.yaml",
            text: yaml::file(&spec.command, &provider)?,
        },
    ])
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataSources {
    api_version: u8,
    /// Data sources that this file once named and names no more are taken away.
    prune: bool,
    datasources: Vec<DataSource>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataSource {
    name: &'static str,
    uid: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    access: &'static str,
    url: &'static str,
    is_default: bool,
    editable: bool,
    json_data: JsonData,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonData {
    /// Panels compute `$__rate_interval` from it.
    time_interval: String,
    http_method: &'static str,
    prometheus_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Providers {
    api_version: u8,
    providers: Vec<Provider>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    name: String,
    org_id: u8,
    folder: String,
    #[serde(rename = "type")]
    kind: &'static str,
    disable_deletion: bool,
    allow_ui_updates: bool,
    update_interval_seconds: u16,
    options: ProviderOptions,
}

#[derive(Serialize)]
struct ProviderOptions {
    path: &'static str,
}

fn data_source(scrape_interval: String) -> DataSources {
    let source = DataSource {
        name: "Prometheus",
        uid: DATA_SOURCE_UID,
        kind: "prometheus",
        access: "proxy",
        url: PROMETHEUS_URL,
        is_default: true,
        editable: false,
        json_data: JsonData {
            time_interval: scrape_interval,
            http_method: "POST",
            prometheus_type: "Prometheus",
        },
    };
    DataSources { api_version: 1, prune: true, datasources: vec![source] }
}

fn provider(service: &str, folder: &str) -> Providers {
    let provider = Provider {
        name: service.into(),
        org_id: 1,
        folder: folder.into(),
        kind: "file",
        disable_deletion: true,
        allow_ui_updates: false,
        update_interval_seconds: 30,
        options: ProviderOptions { path: DASHBOARDS_PATH },
    };
    Providers { api_version: 1, providers: vec![provider] }
}
