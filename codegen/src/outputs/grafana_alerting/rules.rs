//! Alerts as Grafana's own rules, in the form that it reads from files when it starts.
//!
//! A rule there is not one expression but steps with names: `A` asks Prometheus, `B` is the value, for texts too, and `C`
//! compares it. A comparison in the query itself would not do: what it leaves fires there only if it is not nought.

use std::collections::BTreeMap;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Condition, Spec};
use gaugewright_spec::promql::{self, Binary, Expr};
use serde::Serialize;

use crate::alert;
use crate::kubernetes::checksum;
use crate::place::Places;
use crate::prometheus::{GRAFANA_VALUE, Templates, literal_for, own_labels, text_for};
use crate::provisioning::DATA_SOURCE_UID;

/// Grafana looks at its rules every so many seconds: intervals are multiples of that.
const BASE_SECONDS: u64 = 10;

/// How much of the past a query may see, in seconds. Instant queries look at its end only.
const RANGE_SECONDS: u32 = 600;

/// The most characters of a rule's uid.
const UID_LENGTH: usize = 40;

/// The data source of the query.
const PROMETHEUS: Source = Source { kind: "prometheus", uid: DATA_SOURCE_UID };

/// What stands for a data source in steps that compute.
const EXPRESSION: Source = Source { kind: "__expr__", uid: "__expr__" };

/// The whole file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleFile {
    api_version: u8,
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    org_id: u8,
    name: String,
    folder: String,
    interval: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    uid: String,
    title: String,
    condition: &'static str,
    data: [Step; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    dashboard_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    panel_id: Option<u32>,
    no_data_state: &'static str,
    exec_err_state: &'static str,
    #[serde(rename = "for")]
    hold: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_firing_for: Option<String>,
    annotations: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
    is_paused: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    ref_id: &'static str,
    relative_time_range: Range,
    datasource_uid: &'static str,
    model: Model,
}

#[derive(Debug, Serialize)]
struct Range {
    from: u32,
    to: u32,
}

/// A query, or what is computed of one.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    ref_id: &'static str,
    datasource: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    editor_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instant: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<bool>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reducer: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Source {
    #[serde(rename = "type")]
    kind: &'static str,
    uid: &'static str,
}

/// Every alert of the spec.
pub(crate) fn rules(spec: &Spec) -> RuleFile {
    let folder = spec.deploy.grafana.as_ref().map_or(&spec.service.title, |grafana| &grafana.folder);
    let prefix = spec.service.group_prefix();
    let places = Places::new(spec);
    let groups = spec.alert_groups.iter().map(|group| Group {
        org_id: 1,
        name: format!("{prefix}{}", group.name),
        folder: literal_dollars(folder),
        interval: interval(group.interval.unwrap_or(spec.service.evaluation_interval)).to_string(),
        rules: group.alerts.iter().map(|alert| rule(spec, &places, alert)).collect(),
    });
    RuleFile { api_version: 1, groups: groups.collect() }
}

/// The next multiple of the time between two looks.
fn interval(evaluation: Duration) -> Duration {
    Duration::from_secs(evaluation.as_millis().div_ceil(BASE_SECONDS * 1000).max(1) * BASE_SECONDS)
}

fn rule(spec: &Spec, places: &Places<'_>, alert: &Alert) -> Rule {
    let panel = places.best(alert);
    Rule {
        uid: uid(spec, alert),
        title: title(alert),
        condition: "C",
        data: steps(alert),
        dashboard_uid: panel.map(|place| place.dashboard.uid.clone()),
        panel_id: panel.map(|place| place.id),
        // A query that finds nothing is no alert, as in Prometheus.
        no_data_state: "OK",
        exec_err_state: "Error",
        hold: alert.hold.unwrap_or(Duration::from_secs(0)).to_string(),
        keep_firing_for: alert.keep_firing.filter(|time| !time.is_zero()).map(|time| time.to_string()),
        annotations: annotations(spec, alert),
        labels: own_labels(alert)
            .into_iter()
            .map(|(name, value)| (name, text_for(Templates::Grafana, &value, alert)))
            .collect(),
        is_paused: false,
    }
}

/// What Grafana calls it, which is unlike any other in its folder.
fn title(alert: &Alert) -> String {
    if alert.shares_name { format!("{} ({})", alert.name, alert.file_stem) } else { alert.name.clone() }
}

fn annotations(spec: &Spec, alert: &Alert) -> BTreeMap<String, String> {
    let text = |template| text_for(Templates::Grafana, template, alert);
    let page = alert::runbook_address(spec, alert);
    let page = page.map(|address| ("runbook_url", literal_for(Templates::Grafana, &address)));
    let texts = [("summary", alert.own_summary()), ("description", alert.description.as_ref())];
    let texts = texts.into_iter().filter_map(|(name, template)| Some((name, text(template?))));
    let own = alert.annotations.iter().map(|(name, template)| (name.as_str(), text(template)));
    page.into_iter().chain(texts).chain(own).map(|(name, text)| (name.to_owned(), text)).collect()
}

/// A name that stays as long as service and alert have theirs, and that no rule of another service has.
fn uid(spec: &Spec, alert: &Alert) -> String {
    let title = title(alert);
    let sum = checksum([spec.service.name.as_str(), title.as_str()]);
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_' || *letter == '-';
    let name: String = title.chars().filter(fits).take(UID_LENGTH - 1 - sum.len()).collect();
    format!("{name}-{sum}")
}

fn steps(alert: &Alert) -> [Step; 3] {
    let (query, condition) = match (alert.rule_expr(), &alert.condition) {
        (Expr::Binary(comparison), Condition::Threshold(_)) => (&comparison.lhs, fires(comparison)),
        // Whatever the query gives is an alert, also a value of nought.
        (whole, _) => (whole, format!("is_number(${GRAFANA_VALUE}) || is_inf(${GRAFANA_VALUE})")),
    };
    let ask = Model {
        editor_mode: Some("code"),
        expr: Some(promql::pretty(query.without_parens())),
        instant: Some(true),
        range: Some(false),
        ..Model::default()
    };
    let value = Model { expression: Some("A".into()), reducer: Some("last"), ..computed("reduce") };
    let compare = Model { expression: Some(condition), ..computed("math") };
    [step("A", PROMETHEUS, ask), step(GRAFANA_VALUE, EXPRESSION, value), step("C", EXPRESSION, compare)]
}

fn computed(kind: &'static str) -> Model {
    Model { kind: Some(kind), ..Model::default() }
}

/// The comparison, for one that tells numbers from nought: what is no number compares with nothing in Prometheus, and is
/// not nought.
fn fires(comparison: &Binary) -> String {
    let operator = comparison.op.value.text();
    let threshold = promql::print(&comparison.rhs);
    format!("!is_nan(${GRAFANA_VALUE}) && ${GRAFANA_VALUE} {operator} {threshold}")
}

fn step(ref_id: &'static str, datasource: Source, model: Model) -> Step {
    let relative_time_range = Range { from: RANGE_SECONDS, to: 0 };
    let model = Model { ref_id, datasource, ..model };
    Step { ref_id, relative_time_range, datasource_uid: datasource.uid, model }
}

/// Grafana puts variables of its environment in for `$NAME`.
fn literal_dollars(text: &str) -> String {
    text.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_multiples_of_ten_seconds() {
        for (given, expected) in [(1, 10), (10, 10), (15, 20), (60, 60)] {
            assert_eq!(interval(Duration::from_secs(given)), Duration::from_secs(expected));
        }
    }
}
