use gaugewright_spec::model::{Alert, AlertGroup, Notifications, Severity, Slo, Spec};
use serde::Serialize;

use crate::prometheus;
use crate::prose::{Templates, words};

/// Steps that stand on this page; the others stand in the runbook.
const FIRST: usize = 3;

/// The alerts, as they are evaluated and as they matter.
#[derive(Serialize)]
pub(super) struct Alerts<'s> {
    groups: Vec<Group<'s>>,
    severities: Vec<Urgency<'s>>,
    /// Where alert rules, and their tests, stand: seen from `docs`. Nothing if they are not made.
    file: Option<String>,
    /// Whether some are for objectives.
    has_objectives: bool,
}

#[derive(Serialize)]
struct Group<'s> {
    /// What it is called for people: that of an objective as the objective.
    name: &'s str,
    alerts: Vec<Row<'s>>,
}

/// The alerts of a severity.
#[derive(Serialize)]
struct Urgency<'s> {
    name: &'s str,
    means: &'s str,
    alerts: Vec<Row<'s>>,
}

#[derive(Serialize)]
struct Row<'s> {
    name: &'s str,
    severity: &'s str,
    condition: String,
    hold: Option<String>,
    keep: Option<String>,
    /// Who hears of it; nothing if the spec does not say.
    told: Option<String>,
    impact: Option<String>,
    /// What to do first.
    steps: &'s [String],
    /// How many steps more its page has.
    more: usize,
}

impl<'s> Alerts<'s> {
    pub(super) fn new(spec: &'s Spec, templates: &Templates<'_>) -> Self {
        let groups = spec.alert_groups.iter().filter(|group| !group.alerts.is_empty());
        Self {
            groups: groups
                .map(|group| Group {
                    name: objective(spec, group).map_or(&group.name, |slo| &slo.title),
                    alerts: group.alerts.iter().map(|alert| row(spec, alert)).collect(),
                })
                .collect(),
            severities: spec.severities.iter().rev().filter_map(|severity| urgency(spec, severity)).collect(),
            file: templates.file(prometheus::OUTPUT, prometheus::ALERTS_FILE),
            has_objectives: !spec.slos.is_empty(),
        }
    }
}

fn objective<'s>(spec: &'s Spec, group: &AlertGroup) -> Option<&'s Slo> {
    spec.slos.get(group.slo.as_ref()?)
}

fn urgency<'s>(spec: &'s Spec, severity: &'s Severity) -> Option<Urgency<'s>> {
    let alerts =
        spec.alerts().map(|(_, alert)| alert).filter(|alert| alert.severity.as_ref() == Some(severity));
    let alerts: Vec<Row<'_>> = alerts.map(|alert| row(spec, alert)).collect();
    (!alerts.is_empty()).then(|| Urgency {
        name: severity.name(),
        means: spec.severities.meaning(severity),
        alerts,
    })
}

fn row<'s>(spec: &'s Spec, alert: &'s Alert) -> Row<'s> {
    let told = |notifications: &Notifications| {
        let receivers = notifications.receivers_of(&alert.fixed_labels());
        receivers.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    };
    Row {
        name: &alert.name,
        severity: alert.severity_name(),
        condition: words::condition(spec, alert),
        hold: crate::alert::hold(alert).map(|hold| hold.to_string()),
        keep: alert.keep_firing.map(|keep| keep.to_string()),
        told: spec.notifications.as_ref().map(told),
        impact: alert.impact.as_ref().map(|text| words::template(text, alert)),
        steps: alert.runbook.get(..FIRST).unwrap_or(&alert.runbook),
        more: alert.runbook.len().saturating_sub(FIRST),
    }
}
