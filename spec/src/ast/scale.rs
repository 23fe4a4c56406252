use crate::decode::{Map, QuantityText, Spanned64, Text, record};
use crate::duration::Duration;
use crate::source::Spanned;

record! {
    /// A store that every sample is sent to as well, such as Thanos or Mimir.
    pub(crate) struct RemoteWrite {
        /// The address that takes samples: `https://metrics.example.com/api/v1/push`.
        url: Text,
        /// Its name in Prometheus' own metrics and logs.
        name: Option<Text>,
        /// Its credentials.
        credentials: Option<Credentials>,
        /// How samples wait to be sent.
        queue: Option<Queue>,
        /// Metrics that are sent, and no others: metrics of the spec, and recorded series by their names.
        keep: Vec<Text>,
        /// Metrics that are not sent.
        drop: Vec<Text>,
    }
}

record! {
    /// A password or a token. The spec never holds one: it names the Secret.
    pub(crate) struct Credentials {
        /// The Secret. With `user` its key `password` is sent, without its key `token`.
        secret: Text,
        /// The user of a password.
        user: Option<Text>,
    }
}

record! {
    /// How samples wait to be sent. What is not said is left to Prometheus.
    pub(crate) struct Queue {
        /// Samples that each sender holds back at the most.
        capacity: Option<Spanned64>,
        /// Senders at the most.
        max_shards: Option<Spanned64>,
        /// Samples in one request at the most.
        max_samples_per_send: Option<Spanned64>,
    }
}

record! {
    /// A Prometheus above others: it fetches what they have recorded.
    pub(crate) struct Federation {
        /// The others: `host:port`.
        targets: Vec<Text>,
        /// Whether they are asked over TLS.
        https: Option<Spanned<bool>>,
        /// What they ask for before they answer.
        credentials: Option<Credentials>,
        /// Time between two fetches: `1m` by default.
        interval: Option<Spanned<Duration>>,
    }
}

record! {
    /// How many Pods of the service run, by a query.
    pub(crate) struct Autoscaling {
        /// The Deployment of the service. By default it has the name of the service.
        deployment: Option<Text>,
        /// The least Pods.
        min: Spanned64,
        /// The most Pods.
        max: Spanned64,
        /// The named query to scale on.
        query: Option<Text>,
        /// The same, written here.
        expr: Option<Text>,
        /// What `$window` stands for.
        window: Option<Spanned<Duration>>,
        /// What one Pod should have of it: `50 requests`. Pods are added above it and removed below.
        target: QuantityText,
        /// The namespace of prometheus-adapter, which asks Prometheus for it: by default `monitoring`.
        adapter_namespace: Option<Text>,
    }
}

record! {
    /// Resources of the Prometheus Operator.
    pub(crate) struct Operator {
        /// Labels on each of them. An operator only reads those that its selectors ask for: `release: kube-prometheus-stack`.
        labels: Map<Text>,
    }
}
