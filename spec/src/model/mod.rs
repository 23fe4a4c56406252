//! The checked spec. Everything in it has been resolved: names refer to things that exist, quantities have
//! been scaled, queries parse and type. It is never changed after it has been made.

mod alert;
mod color;
mod command;
mod dashboard;
mod deploy;
mod host_port;
mod link;
mod marks;
mod matchers;
mod notify;
mod outputs;
mod panel;
mod query;
mod recording;
mod repeat;
mod scale;
mod series_override;
mod service;
mod severity;
mod slo;
mod slo_window;
mod style;
mod times;
mod value;
mod value_mapping;
mod variable;

use crate::check::{self, Scope};
pub use gaugewright_check::{Constant, Vocabulary};
pub use gaugewright_collectors::model::{
    Collectors, Domain, Init, Keyed, Label, Metric, MetricLabel, Origin, Range, Record, Series, Table, Track,
    initial_series, is_initially_exported,
};

pub use alert::{Alert, AlertGroup, AlertTest, Comparison, Condition, Portion, Threshold};
pub use color::Color;
pub use command::Command;
pub use dashboard::{Annotation, Dashboard, Row};
pub use deploy::{
    Alertmanager, Deploy, Discovery, Environment, Grafana, Ingress, Instance, Job, Prometheus, Resources,
};
pub use host_port::HostPort;
pub use link::{HeaderLink, Link};
pub use marks::{Line, Step, StepsMode};
pub use matchers::{LabelSet, Matcher, Matchers, Regex, Test, escaped};
pub use notify::{Delivery, Grouping, Inhibition, Notifications, PagerDutyKey, Receiver, Route, Taken, Way};
pub(crate) use outputs::is_device;
pub use outputs::{OutputChoice, is_output_folder};
pub(crate) use panel::asks_once;
pub use panel::{AnswerFormat, MinStep, Panel, PanelBody, PanelKind, Settings, Target, ref_id};
pub use query::Query;
pub use recording::{Recording, RecordingGroup};
pub use repeat::{Direction, Repeat};
pub use scale::{Autoscaling, Credentials, Federation, Operator, Queue, RemoteWrite};
pub use series_override::{
    Align, AxisPlacement, FieldType, HiddenFrom, LineStyle, Override, SeriesMatch, ShownUnit,
};
pub use service::{Scrape, Service};
pub use severity::{Severities, Severity};
pub(crate) use slo::alert_names;
pub use slo::{Burn, BurnRow, Indicator, LONG_WINDOW, RATE_WINDOW, Slo, SloAlert};
pub use slo_window::{Calendar, SloWindow};
pub use style::{
    Calculation, Draw, Gradient, Interpolation, Legend, LegendPlacement, Points, ShowSteps, Stacking, Style,
    TooltipMode, ValueColor,
};
pub use times::{MONTHS, TimeInterval, Times};
pub use value::Value;
pub use value_mapping::{Special, ValueMapping, Values};
pub use variable::{Choice, DATA_SOURCE_LABEL, Hide, Refresh, Sort, Source as VariableSource, Variable};

/// Everything a `metrics-spec.yaml` says, checked.
#[derive(Clone, Debug)]
pub struct Spec {
    /// How the generator is started in the project.
    pub command: Command,
    /// The service that is measured.
    pub service: Service,
    /// What its queries may name: metrics of the service and of the outside catalogues, recorded series, constants.
    pub vocabulary: Vocabulary,
    /// Label definitions by name.
    pub labels: Table<Label>,
    /// The names of the service's metric groups, in the order of the spec.
    pub metric_groups: Vec<String>,
    /// What `#[tracked(name)]` records.
    pub tracks: Table<Track>,
    /// Named queries.
    pub queries: Table<Query>,
    /// Service level objectives. Their recording rules, alerts and dashboard are among those of the spec.
    pub slos: Table<Slo>,
    /// Recording rules, in the order in which they are evaluated.
    pub recording_groups: Vec<RecordingGroup>,
    /// How urgent alerts can be.
    pub severities: Severities,
    /// Alert groups, in the order of the spec.
    pub alert_groups: Vec<AlertGroup>,
    /// Dashboards by uid.
    pub dashboards: Table<Dashboard>,
    /// Who is told of alerts; without it nobody is.
    pub notifications: Option<Notifications>,
    /// Where all of it runs.
    pub deploy: Deploy,
    /// What it says of outputs, in its order.
    pub outputs: Vec<OutputChoice>,
}

impl Spec {
    /// Every alert with its group, in the order of the spec.
    pub fn alerts(&self) -> impl Iterator<Item = (&AlertGroup, &Alert)> {
        self.alert_groups.iter().flat_map(|group| group.alerts.iter().map(move |alert| (group, alert)))
    }

    /// The alert that the spec calls so; of several severities the mildest.
    pub fn alert(&self, key: &str) -> Option<&Alert> {
        self.alerts().map(|(_, alert)| alert).find(|alert| alert.key == key)
    }

    /// The same over what another spec knows: its queries are typed anew.
    #[must_use]
    pub fn over(mut self, vocabulary: Vocabulary) -> Self {
        self.vocabulary = vocabulary;
        self.type_targets(|_| true);
        self
    }

    /// Types the queries of some dashboards.
    pub(crate) fn type_targets(&mut self, which: impl Fn(&Dashboard) -> bool) {
        let Self { vocabulary, dashboards, .. } = self;
        let rows = dashboards.rows_mut().filter(|one| which(one)).flat_map(|one| &mut one.rows);
        for panel in rows.flat_map(|row| &mut row.panels) {
            let (PanelBody::Targets(targets) | PanelBody::Raw(targets)) = &mut panel.body else { continue };
            for target in targets {
                target.ty = check::query(vocabulary, Scope::Panel(&[]), &target.expr, &mut Vec::new());
            }
        }
    }

    /// The metrics of the service, and those of the outside catalogues it names.
    pub fn metrics(&self) -> &Table<Metric> {
        self.vocabulary.metrics()
    }

    /// The metrics that the service itself exports, in the order of the spec.
    pub fn own_metrics(&self) -> impl Iterator<Item = &Metric> {
        self.metrics().iter().filter(|metric| metric.origin == Origin::Service)
    }
}
