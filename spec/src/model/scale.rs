use std::collections::BTreeMap;

use super::HostPort;
use crate::duration::Duration;
use crate::number::Number;
use crate::promql::Expr;
use crate::unit::Unit;

/// A store that every sample is sent to as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteWrite {
    /// The address that takes samples.
    pub url: String,
    /// Host and port of that address.
    pub endpoint: HostPort,
    /// Its name in Prometheus' own metrics and logs, if the author gives one.
    pub name: Option<String>,
    /// What it asks for, if anything.
    pub credentials: Option<Credentials>,
    /// How samples wait to be sent.
    pub queue: Queue,
    /// Metrics and recorded series that are sent; empty sends all.
    pub keep: Vec<String>,
    /// Metrics and recorded series that are not sent.
    pub drop: Vec<String>,
}

/// A password or a token in a Secret: names, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The Secret.
    pub secret: String,
    /// The user of a password, which is the Secret's key `password`. Without one its key `token` is a bearer token.
    pub user: Option<String>,
}

impl Credentials {
    /// The key of the Secret.
    pub fn key(&self) -> &'static str {
        if self.user.is_some() { "password" } else { "token" }
    }
}

/// How samples wait to be sent; nothing takes Prometheus' default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Samples that each sender holds back at the most.
    pub capacity: Option<u64>,
    /// Senders at the most.
    pub max_shards: Option<u64>,
    /// Samples in one request at the most.
    pub max_samples_per_send: Option<u64>,
}

/// A Prometheus that fetches what others have recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Federation {
    /// The others.
    pub targets: Vec<HostPort>,
    /// Whether they are asked over TLS.
    pub https: bool,
    /// What they ask for, if anything.
    pub credentials: Option<Credentials>,
    /// Time between two fetches.
    pub interval: Duration,
}

/// How many Pods of the service run.
#[derive(Clone, Debug)]
pub struct Autoscaling {
    /// The Deployment that is scaled.
    pub deployment: String,
    /// The least Pods.
    pub min: i32,
    /// The most Pods.
    pub max: i32,
    /// The name of the metric, as the autoscaler asks for it.
    pub metric: String,
    /// A series whose Pods are those that have a value.
    pub series: String,
    /// The query with one result a Pod: every aggregation keeps `namespace` and `pod`. Nothing is left to replace.
    pub expr: Expr,
    /// What one Pod should have of it, in the unit of the query.
    pub target: Number,
    /// The unit of the query, if it is known.
    pub unit: Option<Unit>,
    /// The namespace of prometheus-adapter, for the network policies.
    pub adapter_namespace: String,
}

/// Resources of the Prometheus Operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// Labels on each of them.
    pub labels: BTreeMap<String, String>,
}
