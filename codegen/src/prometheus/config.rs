//! `prometheus.yml`.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Environment, Prometheus, Spec};
use serde::Serialize;

use crate::alertmanager::ADDRESS;

use super::job::{self, ScrapeConfig};
use super::remote::{self, RemoteWrite};
use super::static_config::StaticConfig;

/// The external label that says which instance has scraped a series.
const SHARD_LABEL: &str = "prometheus_shard";

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Config {
    global: Global,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rule_files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alerting: Option<Alerting>,
    scrape_configs: Vec<ScrapeConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remote_write: Vec<RemoteWrite>,
}

#[derive(Debug, Serialize)]
struct Global {
    scrape_interval: String,
    evaluation_interval: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    external_labels: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct Alerting {
    alertmanagers: Vec<Alertmanager>,
}

#[derive(Debug, Serialize)]
struct Alertmanager {
    static_configs: Vec<StaticConfig>,
}

impl Config {
    /// As the base has it, or as an environment has it.
    pub(super) fn new(spec: &Spec, environment: Option<&Environment>) -> Self {
        let prometheus =
            environment.map(|environment| &environment.prometheus).or(spec.deploy.prometheus.as_ref());
        Self {
            global: Global {
                scrape_interval: spec.service.scrape.interval.to_string(),
                evaluation_interval: spec.service.evaluation_interval.to_string(),
                external_labels: external_labels(prometheus, environment),
            },
            rule_files: super::rule_file_names(spec),
            alerting: prometheus.and_then(|prometheus| alerting(spec, prometheus)),
            scrape_configs: spec.deploy.jobs.iter().map(|job| job::scrape_config(spec, job)).collect(),
            remote_write: prometheus
                .map(|prometheus| remote::writes(spec, &prometheus.remote_write))
                .unwrap_or_default(),
        }
    }

    /// One of several instances that divide all targets among themselves. It has no rules: none of its queries could
    /// see all series.
    pub(super) fn shard(spec: &Spec, prometheus: &Prometheus, number: u32) -> Self {
        let mut config = Self::new(spec, None);
        config.rule_files.clear();
        config.alerting = None;
        config.global.external_labels.insert(SHARD_LABEL.into(), number.to_string());
        for job in &mut config.scrape_configs {
            job.keep_shard(number, prometheus.shards);
        }
        config
    }
}

fn external_labels(
    prometheus: Option<&Prometheus>,
    environment: Option<&Environment>,
) -> BTreeMap<String, String> {
    let mut labels = prometheus.map(|prometheus| prometheus.external_labels.clone()).unwrap_or_default();
    if let Some(environment) = environment {
        // What the author says of this label himself comes first.
        labels.entry("environment".into()).or_insert_with(|| environment.name.clone());
    }
    // Prometheus expands `$NAME` in these values; the spec has no such thing.
    for value in labels.values_mut() {
        *value = value.replace('$', "$$");
    }
    labels
}

/// The Alertmanager that is deployed beside it, and those that run elsewhere.
fn alerting(spec: &Spec, prometheus: &Prometheus) -> Option<Alerting> {
    let own = spec.deploy.alertmanager.as_ref().map(|_| ADDRESS.to_owned());
    let targets: Vec<_> =
        own.into_iter().chain(prometheus.alertmanagers.iter().map(ToString::to_string)).collect();
    (!targets.is_empty()).then(|| Alerting {
        alertmanagers: vec![Alertmanager { static_configs: vec![StaticConfig { targets }] }],
    })
}
