//! Stores that every sample is sent to as well.

use gaugewright_spec::model::{Credentials, Queue, Spec};
use serde::Serialize;

use super::relabel::Relabel;

/// Where the Secrets are that the configuration names: a folder for each, in it a file for each key.
pub(crate) const SECRETS_PATH: &str = "/etc/prometheus-secrets";

/// A store.
#[derive(Debug, Serialize)]
pub(super) struct RemoteWrite {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    login: Login,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_config: Option<QueueConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    write_relabel_configs: Vec<Relabel>,
}

/// What is sent so that the other side answers. The text holds no secret, only the file that does.
#[derive(Debug, Default, Serialize)]
pub(super) struct Login {
    #[serde(skip_serializing_if = "Option::is_none")]
    basic_auth: Option<BasicAuth>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Authorization>,
}

#[derive(Debug, Serialize)]
struct BasicAuth {
    username: String,
    password_file: String,
}

#[derive(Debug, Serialize)]
struct Authorization {
    credentials_file: String,
}

#[derive(Debug, Serialize)]
struct QueueConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_shards: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_samples_per_send: Option<u64>,
}

impl Login {
    /// With a password, with a token, or with nothing.
    pub(super) fn new(credentials: Option<&Credentials>) -> Self {
        let Some(credentials) = credentials else { return Self::default() };
        let file = format!("{SECRETS_PATH}/{}/{}", credentials.secret, credentials.key());
        match &credentials.user {
            Some(user) => Self {
                basic_auth: Some(BasicAuth { username: user.clone(), password_file: file }),
                authorization: None,
            },
            None => Self { basic_auth: None, authorization: Some(Authorization { credentials_file: file }) },
        }
    }
}

/// The stores of an instance.
pub(super) fn writes(spec: &Spec, stores: &[gaugewright_spec::model::RemoteWrite]) -> Vec<RemoteWrite> {
    let write = |store: &gaugewright_spec::model::RemoteWrite| RemoteWrite {
        url: store.url.clone(),
        name: store.name.clone(),
        login: Login::new(store.credentials.as_ref()),
        queue_config: queue(store.queue),
        write_relabel_configs: selection(spec, &store.keep, &store.drop),
    };
    stores.iter().map(write).collect()
}

fn queue(queue: Queue) -> Option<QueueConfig> {
    let Queue { capacity, max_shards, max_samples_per_send } = queue;
    (queue != Queue::default()).then_some(QueueConfig { capacity, max_shards, max_samples_per_send })
}

/// The steps that leave what is to be sent.
fn selection(spec: &Spec, keep: &[String], drop: &[String]) -> Vec<Relabel> {
    let names = |metrics: &[String]| {
        let series: Vec<String> = metrics.iter().flat_map(|metric| series_of(spec, metric)).collect();
        series.join("|")
    };
    let name = ["__name__"];
    match (keep, drop) {
        ([], []) => Vec::new(),
        ([], drop) => vec![Relabel::drop(&name, names(drop))],
        (keep, _) => vec![Relabel::keep(&name, names(keep))],
    }
}

/// The names of the series of a metric; a recorded series has no other.
fn series_of(spec: &Spec, metric: &str) -> Vec<String> {
    match spec.metrics().get(metric) {
        Some(found) => found.series_names().collect(),
        None => vec![metric.to_owned()],
    }
}
