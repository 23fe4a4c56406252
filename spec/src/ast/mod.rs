//! The spec as written: every key, with its place, before any name is looked up. The docs of a field are also
//! its description in the JSON Schema.

mod alerts;
mod checks;
mod dashboards;
mod deploy;
mod destination;
mod link;
mod metrics;
mod notifications;
mod outputs;
mod overrides;
mod panel;
mod queries;
mod raw;
mod scale;
mod service;
mod slos;
mod style;
mod value_mappings;
mod variables;

pub(crate) use alerts::{Alert, AlertGroup, AlertMap, AlertTest, AlertText, Level as AlertLevel, Thresholds};
#[cfg(feature = "schema")]
pub(crate) use alerts::{GoTemplate, LevelKeys};

#[cfg(feature = "schema")]
pub(crate) use checks::Silenced;
pub(crate) use checks::{Allow, Level, Silence};
#[cfg(feature = "schema")]
pub(crate) use dashboards::TitledRow;
pub(crate) use dashboards::{Annotation, Dashboard, Refreshed, Row};
pub(crate) use deploy::{
    Alertmanager, Deploy, Discover, Environment, Grafana, Job, Prometheus, PrometheusChanges, Resources,
};
#[cfg(feature = "schema")]
pub(crate) use destination::{Destination, RAW, RAW_DOC};
pub(crate) use destination::{Setting, Settings, instead};
pub(crate) use link::Link;
#[cfg(feature = "schema")]
pub(crate) use metrics::OwnCatalogue;
pub(crate) use metrics::{
    BucketSteps, Buckets, CatalogueFile, Exponential, Label, LabelUse, Linear, Metric, Outside, Track,
};
#[cfg(feature = "schema")]
pub(crate) use notifications::Selection;
pub(crate) use notifications::{
    Email, Inhibition, Notifications, OneOrMany, Receiver, Route, Selected, TimeInterval,
};
pub(crate) use outputs::{OutputChoice, OutputPlace};
#[cfg(feature = "schema")]
pub(crate) use overrides::MatchKeys;
pub(crate) use overrides::{Match, Override};
pub(crate) use panel::{Axis, Panel};
pub(crate) use queries::{Constant, QueryOrText, Record};
#[cfg(feature = "schema")]
pub(crate) use queries::{Query, RecordKeys};
pub(crate) use raw::Raw;
pub(crate) use scale::{Autoscaling, Credentials, Federation, Operator, Queue, RemoteWrite};
pub(crate) use service::{RecordPolicy, Scope, Service};
#[cfg(feature = "schema")]
pub(crate) use slos::SloAlertKeys;
pub(crate) use slos::{Slo, SloAlert};
pub(crate) use style::Style;
#[cfg(feature = "schema")]
pub(crate) use value_mappings::MappedTo;
pub(crate) use value_mappings::ValueMapping;
#[cfg(feature = "schema")]
pub(crate) use variables::NamedChoice;
pub(crate) use variables::{Choice, Variable};

use crate::decode::{Map, Placed, Spanned64, Text, record};
use crate::source::Spanned;

record! {
    /// The metrics, alerts and dashboards of a service.
    pub(crate) struct Spec {
        /// The version of this format: 1.
        spec: Spanned64,
        /// How Gaugewright is started in this project, as generated files and pages say it: `cargo run -p codegen --`.
        /// `gaugewright` by default.
        command: Option<Text>,
        /// The service that is measured.
        service: Placed<Service>,
        /// The severity of a rule, by its code: `off`, `note`, `warning` or `error`.
        checks: Map<Spanned<Level>>,
        /// Named numbers with a unit. Queries use them as `$name`.
        constants: Map<Constant>,
        /// Every label once, by name, with the values it may take.
        labels: Map<Placed<Label>>,
        /// Exporters whose metrics the queries use: names of shipped catalogues, or your own.
        outside: Vec<Outside>,
        /// The metrics of the service, in groups.
        metrics: Map<Map<Placed<Metric>>>,
        /// What `#[tracked(name)]` records of a call.
        tracks: Map<Placed<Track>>,
        /// PromQL, named once, used by alerts and panels.
        queries: Map<QueryOrText>,
        /// How urgent alerts can be, mildest first, each with what it asks of people: `page: act immediately`. By default `info`, `warning` and
        /// `critical`.
        severities: Map<Text>,
        /// Alerts, in groups that are evaluated together.
        alerts: Map<AlertMap>,
        /// How groups of alerts are evaluated, by the name of the group, where that differs from the others.
        groups: Map<AlertGroup>,
        /// Service level objectives: recording rules, alerts and a dashboard follow from each.
        slos: Map<Placed<Slo>>,
        /// Dashboards by their stable id.
        dashboards: Map<Placed<Dashboard>>,
        /// Receivers, routes and inhibitions of alerts.
        notifications: Option<Placed<Notifications>>,
        /// The deployment.
        deploy: Option<Placed<Deploy>>,
        /// Which outputs are made, and where, by the names that `gaugewright list` prints: `true` or `false`, or the folder of their
        /// files as in `{ folder: ops/grafana }`. What is not named here stays as it is by default.
        outputs: Map<OutputChoice>,
    }
}
