//! The rule files: alerts, and what is recorded for them and for panels.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, AlertGroup, Recording, RecordingGroup, Slo, Spec};
use gaugewright_spec::promql;
use gaugewright_spec::template::Template;
use serde::Serialize;

use super::annotation;
use crate::alert;
use crate::place::{self, Places};

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct RuleFile {
    groups: Vec<Group>,
}

/// Rules that are evaluated together.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_offset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Rule {
    Recording(RecordingRule),
    Alert(AlertRule),
}

#[derive(Debug, Serialize)]
struct RecordingRule {
    record: String,
    expr: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct AlertRule {
    alert: String,
    expr: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    hold: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_firing_for: Option<String>,
    labels: BTreeMap<String, String>,
    annotations: Annotations,
}

/// Steps of the runbook are not here: an annotation travels with every notification and has to stay short.
#[derive(Debug, Serialize)]
struct Annotations {
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dashboard_url: Option<String>,
    /// Those of the author's own, under their names.
    #[serde(flatten)]
    own: BTreeMap<String, String>,
}

impl Annotations {
    /// An alert's own annotation of a name stands before what would be written for it.
    fn new(spec: &Spec, places: &Places<'_>, alert: &Alert) -> Self {
        let free = |name: &str| !alert.annotations.contains_key(name);
        let url = alert::runbook_address(spec, alert).map(|address| annotation::literal(&address));
        Self {
            summary: alert.own_summary().map(|text| annotation::text(text, alert)),
            description: alert.description.as_ref().map(|text| annotation::text(text, alert)),
            runbook_url: url.filter(|_| free("runbook_url")),
            dashboard_url: dashboard_url(spec, places, alert).filter(|_| free("dashboard_url")),
            own: alert
                .annotations
                .iter()
                .map(|(name, text)| (name.clone(), annotation::text(text, alert)))
                .collect(),
        }
    }
}

/// What stands in a rule file.
#[derive(Clone, Copy)]
pub(super) enum Source<'s> {
    /// Every recording rule but those of objectives.
    Recordings,
    /// What is recorded for an objective, and its alerts.
    Objective(&'s Slo),
    /// Every alert but those of objectives.
    Alerts,
}

impl<'s> Source<'s> {
    /// The groups of recording rules, which stand before those of alerts.
    fn recorded(self, spec: &'s Spec) -> impl Iterator<Item = &'s RecordingGroup> {
        spec.recording_groups.iter().filter(move |group| match self {
            Self::Recordings => group.slo.is_none(),
            Self::Objective(slo) => group.slo.as_ref() == Some(&slo.name),
            Self::Alerts => false,
        })
    }

    fn watched(self, spec: &'s Spec) -> impl Iterator<Item = &'s AlertGroup> {
        spec.alert_groups.iter().filter(move |group| match self {
            Self::Recordings => false,
            Self::Objective(slo) => group.slo.as_ref() == Some(&slo.name),
            Self::Alerts => group.slo.is_none(),
        })
    }

    /// The names of its groups, in their order.
    pub(super) fn group_names(self, spec: &'s Spec) -> impl Iterator<Item = String> {
        let prefix = spec.service.group_prefix();
        let recorded = self.recorded(spec).map(|group| &group.name);
        recorded.chain(self.watched(spec).map(|group| &group.name)).map(move |name| format!("{prefix}{name}"))
    }
}

impl RuleFile {
    /// Its groups.
    pub(super) fn into_groups(self) -> Vec<Group> {
        self.groups
    }

    /// The file of these rules.
    pub(super) fn new(spec: &Spec, places: &Places<'_>, source: Source<'_>) -> Self {
        let prefix = spec.service.group_prefix();
        let recorded = source.recorded(spec).map(|group| recordings(group, &prefix));
        let watched = source.watched(spec).map(|group| alerts(spec, places, group, &prefix));
        Self { groups: recorded.chain(watched).collect() }
    }
}

fn alerts(spec: &Spec, places: &Places<'_>, group: &AlertGroup, prefix: &str) -> Group {
    Group {
        name: format!("{prefix}{}", group.name),
        interval: group.interval.map(|interval| interval.to_string()),
        query_offset: group.query_offset.map(|offset| offset.to_string()),
        limit: group.limit,
        rules: group.alerts.iter().map(|alert| Rule::Alert(alert_rule(spec, places, alert))).collect(),
    }
}

fn recordings(group: &RecordingGroup, prefix: &str) -> Group {
    Group {
        name: format!("{prefix}{}", group.name),
        interval: group.interval.map(|interval| interval.to_string()),
        query_offset: None,
        limit: None,
        rules: group.rules.iter().map(|rule| Rule::Recording(recording_rule(rule))).collect(),
    }
}

fn recording_rule(rule: &Recording) -> RecordingRule {
    let literal = |(name, value): (&String, &String)| (name.clone(), annotation::literal(value));
    RecordingRule {
        record: rule.name.clone(),
        expr: promql::pretty(&rule.expr),
        labels: rule.labels.iter().map(literal).collect(),
    }
}

fn alert_rule(spec: &Spec, places: &Places<'_>, alert: &Alert) -> AlertRule {
    AlertRule {
        alert: alert.name.clone(),
        expr: promql::pretty(alert.rule_expr()),
        hold: alert.hold.filter(|hold| !hold.is_zero()).map(|hold| hold.to_string()),
        keep_firing_for: alert.keep_firing.filter(|time| !time.is_zero()).map(|time| time.to_string()),
        labels: labels(alert),
        annotations: Annotations::new(spec, places, alert),
    }
}

/// The panel that shows an alert. Rules are the same in every environment, which Prometheus knows by its external label.
fn dashboard_url(spec: &Spec, places: &Places<'_>, alert: &Alert) -> Option<String> {
    let address = place::address(spec)?;
    let path = places.best(alert)?.path();
    let usual = annotation::literal(&address.usual);
    let path = annotation::literal(&path);
    if address.elsewhere.is_empty() {
        return Some([usual, path].concat());
    }
    let mut parts = Vec::new();
    for (at, (environment, elsewhere)) in address.elsewhere.iter().enumerate() {
        // Names of environments have nothing that would have to be quoted.
        let word = if at == 0 { "if" } else { "else if" };
        parts.push(format!("{{{{ {word} eq $externalLabels.environment \"{environment}\" }}}}"));
        parts.push(annotation::literal(elsewhere));
    }
    parts.extend(["{{ else }}".to_owned(), usual, "{{ end }}".to_owned(), path]);
    Some(parts.concat())
}

/// What [`dashboard_url`] becomes where there is no environment.
pub(super) fn usual_dashboard_url(spec: &Spec, places: &Places<'_>, alert: &Alert) -> Option<String> {
    Some(format!("{}{}", place::address(spec)?.usual, places.best(alert)?.path()))
}

/// The labels of an alert in the template language of Prometheus.
fn labels(alert: &Alert) -> BTreeMap<String, String> {
    let text = |(name, value): (String, Template)| (name, annotation::text(&value, alert));
    own_labels(alert).into_iter().map(text).collect()
}

/// The labels that an alert has beside those of its series.
pub(crate) fn own_labels(alert: &Alert) -> BTreeMap<String, Template> {
    let mut labels = alert.own_labels();
    labels.remove("alertname");
    labels
}

/// The labels of an alert with a series: its own over those of the series.
pub(crate) fn alert_labels(alert: &Alert, of_series: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut labels = of_series.clone();
    for (name, template) in own_labels(alert) {
        // Only a value could be beyond us, and labels have none.
        let value = annotation::shown(&template, alert, of_series, 0.0).unwrap_or_default();
        labels.insert(name, value);
    }
    // An empty label is none, and takes that of the series away.
    labels.retain(|_, value| !value.is_empty());
    labels
}
