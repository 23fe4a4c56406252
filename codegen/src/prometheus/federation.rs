//! A Prometheus above others: it fetches what they have recorded.

use std::collections::BTreeMap;

use gaugewright_spec::model::{self, Spec};
use gaugewright_spec::promql;
use gaugewright_spec::promql::build::{any, selector};
use serde::Serialize;

use super::remote::Login;
use super::static_config::StaticConfig;

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Config {
    global: Global,
    scrape_configs: [Scrape; 1],
}

#[derive(Debug, Serialize)]
struct Global {
    scrape_interval: String,
    evaluation_interval: String,
}

#[derive(Debug, Serialize)]
struct Scrape {
    job_name: &'static str,
    /// `job` and `instance` are those of the first scrape, not of this one.
    honor_labels: bool,
    metrics_path: &'static str,
    scheme: &'static str,
    params: BTreeMap<&'static str, Vec<String>>,
    #[serde(flatten)]
    login: Login,
    static_configs: [StaticConfig; 1],
}

impl Config {
    /// If the spec has a Prometheus above others.
    pub(super) fn new(spec: &Spec) -> Option<Self> {
        let federation = spec.deploy.prometheus.as_ref()?.federation.as_ref()?;
        let interval = federation.interval.to_string();
        Some(Self {
            global: Global { scrape_interval: interval.clone(), evaluation_interval: interval },
            scrape_configs: [job(spec, federation)],
        })
    }
}

fn job(spec: &Spec, federation: &model::Federation) -> Scrape {
    Scrape {
        job_name: "federate",
        honor_labels: true,
        metrics_path: "/federate",
        scheme: if federation.https { "https" } else { "http" },
        params: BTreeMap::from([("match[]", fetched(spec))]),
        login: Login::new(federation.credentials.as_ref()),
        static_configs: [StaticConfig {
            targets: federation.targets.iter().map(ToString::to_string).collect(),
        }],
    }
}

/// What is fetched: recorded series, and whether the targets answer. Where nothing is recorded, every series of the
/// service.
fn fetched(spec: &Spec) -> Vec<String> {
    let of_service = || spec.service.targets();
    let recorded: Vec<_> = spec
        .recording_groups
        .iter()
        .flat_map(|group| &group.rules)
        .map(|rule| selector(&rule.name, Vec::new()))
        .collect();
    let selectors = if recorded.is_empty() {
        vec![any(of_service())]
    } else {
        recorded.into_iter().chain([selector("up", of_service())]).collect()
    };
    selectors.into_iter().map(|selector| promql::print(&selector.into())).collect()
}
