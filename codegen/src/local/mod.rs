//! Prometheus and Alertmanager on one machine: what is generated for a cluster, without the cluster. `gaugewright up` starts the
//! programs with it, the compose file containers.

pub mod shortened;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Spec;
use serde::Serialize;

use crate::error::RenderError;
use crate::{alertmanager, yaml};

/// Time between two scrapes and two evaluations: nobody in front of a screen wants to wait for more.
pub const INTERVAL: Duration = Duration::from_secs(2);

/// A Prometheus that scrapes the service alone.
#[derive(Clone, Debug)]
pub struct Setup<'s> {
    /// Where the service is scraped: `host:port`.
    pub target: &'s str,
    /// Where alerts go: `host:port`; nothing shows them in Prometheus only.
    pub alertmanager: Option<&'s str>,
    /// Time between two scrapes.
    pub scrape_interval: Duration,
    /// Time between two evaluations.
    pub evaluation_interval: Duration,
    /// The rule files, as the configuration names them.
    pub rule_files: Vec<String>,
}

impl<'s> Setup<'s> {
    /// For somebody in front of a screen.
    pub fn quick(target: &'s str, alertmanager: &'s str, rule_files: Vec<String>) -> Self {
        let (scrape_interval, evaluation_interval) = (INTERVAL, INTERVAL);
        Self { target, alertmanager: Some(alertmanager), scrape_interval, evaluation_interval, rule_files }
    }
}

/// The text of `prometheus.yml`.
///
/// # Errors
/// What cannot be written as YAML.
pub fn prometheus(spec: &Spec, setup: &Setup<'_>) -> Result<String, RenderError> {
    let service = &spec.service;
    let alertmanagers =
        setup.alertmanager.map(|address| Discovery { static_configs: [Targets::new(address)] });
    let config = Prometheus {
        global: Global {
            scrape_interval: setup.scrape_interval.to_string(),
            evaluation_interval: setup.evaluation_interval.to_string(),
        },
        rule_files: &setup.rule_files,
        alerting: alertmanagers.map(|discovery| Alerting { alertmanagers: [discovery] }),
        scrape_configs: [Job {
            job_name: &service.name,
            metrics_path: &service.scrape.path,
            static_configs: [Targets {
                // As the discovery of pods would label it.
                labels: Some(Labels {
                    namespace: &spec.deploy.namespace,
                    pod: format!("{}-0", service.name),
                }),
                ..Targets::new(setup.target)
            }],
        }],
    };
    yaml::file(&spec.command, &config)
}

/// The text of `alertmanager.yml`: alerts are shown, by the receivers that would be told, and nobody is told.
///
/// # Errors
/// What cannot be written as YAML.
pub fn alertmanager(spec: &Spec) -> Result<String, RenderError> {
    if let Some(config) = alertmanager::screen_config(spec)? {
        return Ok(config);
    }
    let config = Alertmanager {
        route: Route { receiver: "screen", group_wait: "1s" },
        receivers: [Receiver { name: "screen" }],
    };
    yaml::file(&spec.command, &config)
}

#[derive(Serialize)]
struct Prometheus<'s> {
    global: Global,
    rule_files: &'s [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    alerting: Option<Alerting<'s>>,
    scrape_configs: [Job<'s>; 1],
}

#[derive(Serialize)]
struct Global {
    scrape_interval: String,
    evaluation_interval: String,
}

#[derive(Serialize)]
struct Alerting<'s> {
    alertmanagers: [Discovery<'s>; 1],
}

#[derive(Serialize)]
struct Discovery<'s> {
    static_configs: [Targets<'s>; 1],
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "Prometheus calls it so")]
struct Job<'s> {
    job_name: &'s str,
    metrics_path: &'s str,
    static_configs: [Targets<'s>; 1],
}

#[derive(Serialize)]
struct Targets<'s> {
    targets: [&'s str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<Labels<'s>>,
}

impl<'s> Targets<'s> {
    fn new(target: &'s str) -> Self {
        Self { targets: [target], labels: None }
    }
}

#[derive(Serialize)]
struct Labels<'s> {
    namespace: &'s str,
    pod: String,
}

#[derive(Serialize)]
struct Alertmanager {
    route: Route,
    receivers: [Receiver; 1],
}

#[derive(Serialize)]
struct Route {
    receiver: &'static str,
    group_wait: &'static str,
}

#[derive(Serialize)]
struct Receiver {
    name: &'static str,
}
