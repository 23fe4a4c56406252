//! The files that tell Grafana in the cluster where Prometheus is and where the dashboards are.

use serde::Serialize;

use super::setup::App;
use crate::yaml;

/// Where the dashboards stand in the container.
pub(super) const DASHBOARDS_PATH: &str = "/etc/grafana/dashboards";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataSources {
    api_version: u8,
    /// Data sources of that name are made anew: only so does a changed field reach an old volume.
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
    url: String,
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

/// The data source file.
pub(super) fn data_source(scrape_interval: String) -> Result<String, String> {
    let source = DataSource {
        name: "Prometheus",
        uid: "prometheus",
        kind: "prometheus",
        access: "proxy",
        url: format!("http://{}:{}", App::Prometheus.name(), App::Prometheus.port()),
        is_default: true,
        editable: false,
        json_data: JsonData {
            time_interval: scrape_interval,
            http_method: "POST",
            prometheus_type: "Prometheus",
        },
    };
    yaml::file(yaml::SPEC_NAME, &DataSources { api_version: 1, prune: true, datasources: vec![source] })
}

/// The dashboard provider file.
pub(super) fn provider(service: &str, folder: &str) -> Result<String, String> {
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
    yaml::file(yaml::SPEC_NAME, &Providers { api_version: 1, providers: vec![provider] })
}
