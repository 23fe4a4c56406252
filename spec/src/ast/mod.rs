//! The spec as written: every key, with its place, before any name is looked up. The docs of a field are also
//! its description in the JSON Schema.

mod alerts;
mod catalogue;
mod dashboards;
mod deploy;
mod destination;
mod link;
mod notifications;
mod outputs;
mod overrides;
mod panel;
mod queries;
mod raw;
mod scale;
mod slos;
mod style;
mod value_mappings;
mod variables;

pub(crate) use alerts::{
    Alert, AlertGroup, AlertMap, AlertTest, AlertText, DEFAULT, Level as AlertLevel, Thresholds,
};
#[cfg(feature = "schema")]
pub(crate) use alerts::{GoTemplate, LevelKeys};

pub(crate) use catalogue::CatalogueFile;
#[cfg(feature = "schema")]
pub(crate) use dashboards::TitledRow;
pub(crate) use dashboards::{Annotation, Dashboard, Refreshed, Row};
pub(crate) use deploy::{
    Alertmanager, Deploy, Discover, Environment, Grafana, Job, Prometheus, PrometheusChanges, Resources,
};
#[cfg(feature = "schema")]
pub(crate) use destination::{Destination, RAW, RAW_DOC};
pub(crate) use destination::{Setting, Settings, instead};
pub(crate) use gaugewright_collectors::ast::{
    Allow, KEYS, Label, Level, Measured, Metric, Outside, RecordPolicy, Scope, Service,
};
pub(crate) use link::Link;
#[cfg(feature = "schema")]
pub(crate) use notifications::Selection;
pub(crate) use notifications::{
    Email, Inhibition, Notifications, OneOrMany, Opsgenie, PagerDuty, Receiver, Route, Selected, Slack,
    TimeInterval, Webhook,
};
pub(crate) use outputs::{OutputChoice, OutputPlace};
#[cfg(feature = "schema")]
pub(crate) use overrides::MatchKeys;
pub(crate) use overrides::{Match, Override};
pub(crate) use panel::{Axis, MinStep, Panel};
pub(crate) use queries::Query;
#[cfg(feature = "schema")]
pub(crate) use queries::RecordKeys;
pub(crate) use queries::{Constant, QueryOrText, Record};
pub(crate) use raw::Raw;
pub(crate) use scale::{Autoscaling, Credentials, Federation, Operator, Queue, RemoteWrite};
pub(crate) use slos::{Slo, SloAlert};
#[cfg(feature = "schema")]
pub(crate) use slos::{SloAlertKeys, SloWindow};
pub(crate) use style::Style;
#[cfg(feature = "schema")]
pub(crate) use value_mappings::MappedTo;
pub(crate) use value_mappings::ValueMapping;
#[cfg(feature = "schema")]
pub(crate) use variables::NamedChoice;
pub(crate) use variables::{Choice, Variable};

use crate::decode::{Decode, Fields, Map, Placed, Reader, Text, record};
use crate::yaml::Node;

/// A whole spec.
pub(crate) struct Spec {
    /// What collectors need of it.
    pub(crate) measured: Measured,
    rest: Rest,
}

impl std::ops::Deref for Spec {
    type Target = Rest;
    fn deref(&self) -> &Rest {
        &self.rest
    }
}

impl Decode for Spec {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let fields = Fields::of(node, KEYS, reader)?;
        let (measured, rest) = (Measured::take(&fields, reader), Rest::take(&fields, reader));
        Some(Self { measured: measured?, rest: rest? })
    }
}

record! {
    /// What is made of the metrics, and what Gaugewright needs to know for that.
    pub(crate) struct Rest {
        /// How Gaugewright is started in this project, as generated files and pages say it: `cargo run -p codegen --`.
        /// `gaugewright` by default.
        command: Option<Text>,
        /// Named numbers with a unit. Queries use them as `$name`.
        constants: Map<Constant>,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{KEYS, Measured, Rest};

    #[test]
    fn every_key_is_read_by_somebody() {
        let read: BTreeSet<&str> = Measured::KEYS.iter().chain(Rest::KEYS).copied().collect();
        assert_eq!(read.len(), KEYS.len());
        assert_eq!(read, KEYS.iter().copied().collect());
    }
}
