//! A page for each alert, for whoever is woken by it.

use gaugewright_spec::model::{Alert, AlertGroup, Condition, Severity, Spec, Threshold};
use gaugewright_spec::promql::{self, Expr};
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::unit::Unit;
use serde::Serialize;

use super::drill;
use super::render;

pub(super) const PAGE: &str = "runbook.md.j2";
pub(super) const INDEX: &str = "runbooks.md.j2";

/// The pages: names and texts. The first is the list of all.
///
/// # Errors
/// What is wrong with a template.
pub fn pages(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    let pages: Vec<Page<'_>> = spec.alerts().map(|(group, alert)| Page::new(spec, group, alert)).collect();
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![(
        "README.md".to_owned(),
        render(INDEX, &Index { service: &spec.service.title, pages: &pages })?,
    )];
    for page in &pages {
        files.push((file_name(page.name), render(PAGE, page)?));
    }
    Ok(files)
}

/// The name of the page of an alert.
pub fn file_name(alert: &str) -> String {
    format!("{alert}.md")
}

#[derive(Serialize)]
struct Index<'s> {
    service: &'s str,
    pages: &'s [Page<'s>],
}

#[derive(Serialize)]
struct Page<'s> {
    name: &'s str,
    service: &'s str,
    severity: &'static str,
    /// How soon somebody has to look at it.
    urgency: &'static str,
    component: &'s str,
    summary: String,
    description: Option<String>,
    /// When it fires, in a sentence.
    when: String,
    expr: String,
    /// The query without its comparison.
    value: Option<String>,
    /// In what the value is, if that is not plain.
    unit: String,
    drills: Vec<String>,
    panels: Vec<Shown<'s>>,
    steps: &'s [String],
    metrics: Vec<Made<'s>>,
    others: Vec<&'s str>,
}

/// A panel that shows the alert.
#[derive(Serialize)]
struct Shown<'s> {
    dashboard: &'s str,
    title: &'s str,
}

/// A metric of the query.
#[derive(Serialize)]
struct Made<'s> {
    name: &'s str,
    kind: &'static str,
    unit: String,
    help: &'s str,
}

impl<'s> Page<'s> {
    fn new(spec: &'s Spec, group: &'s AlertGroup, alert: &'s Alert) -> Self {
        let value = match (&alert.condition, &alert.expr) {
            (Condition::Threshold(_), Expr::Binary(comparison)) => Some(&comparison.lhs),
            _ => None,
        };
        Self {
            name: &alert.name,
            service: &spec.service.title,
            severity: alert.severity.name(),
            urgency: urgency(alert.severity),
            component: alert.labels.get("component").unwrap_or(&group.name),
            summary: words(&alert.summary, alert),
            description: alert.description.as_ref().map(|text| words(text, alert)),
            when: when(spec, alert),
            expr: promql::pretty(&alert.expr),
            value: value.map(promql::pretty),
            unit: alert.unit.as_ref().map(in_words).unwrap_or_default(),
            drills: value.map(|value| drill::drills(spec, value)).unwrap_or_default(),
            panels: panels(spec, alert),
            steps: &alert.runbook,
            metrics: drill::metrics(spec, &alert.expr).into_iter().map(made).collect(),
            others: group
                .alerts
                .iter()
                .map(|other| other.name.as_str())
                .filter(|name| *name != alert.name)
                .collect(),
        }
    }
}

/// What has to be how large for how long.
fn when(spec: &Spec, alert: &Alert) -> String {
    let hold =
        alert.hold.filter(|hold| !hold.is_zero()).map(|hold| format!(" for {hold}")).unwrap_or_default();
    let query = alert.query.as_ref().and_then(|name| spec.queries.get(name));
    let what = query.map(|query| query.help.as_str()).filter(|help| !help.is_empty()).unwrap_or("The query");
    match &alert.condition {
        Condition::Threshold(Threshold { comparison, quantity, .. }) => {
            format!("{what}: {} {}{hold}.", comparison.words(), quantity.text)
        }
        Condition::AnySeries => format!("{what} finds something{hold}."),
    }
}

fn in_words(unit: &Unit) -> String {
    match unit.to_string().as_str() {
        "ratio" => ", as a share: 0.05 is 5%".to_owned(),
        "1" | "" => String::new(),
        unit => format!(", in `{unit}`"),
    }
}

fn urgency(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "somebody has to act now",
        Severity::Warning => "somebody has to look at it today",
        Severity::Info => "good to know",
    }
}

/// The text with what is known, and names for what is known only when it fires.
fn words(template: &Template, alert: &Alert) -> String {
    let part = |part: &Part| match (part, &alert.condition) {
        (Part::Text(text), _) => text.clone(),
        (Part::Threshold, Condition::Threshold(threshold)) => threshold.quantity.text.clone(),
        (Part::Threshold, Condition::AnySeries) => String::new(),
        (Part::Label(label), _) => format!("*{}*", label.value),
        (Part::Value, _) => "*value*".to_owned(),
    };
    template.parts.iter().map(part).collect()
}

/// The panels that draw its threshold or ask its query.
fn panels<'s>(spec: &'s Spec, alert: &Alert) -> Vec<Shown<'s>> {
    let mut shown = Vec::new();
    for dashboard in &spec.dashboards {
        for panel in dashboard.panels() {
            let draws = panel.lines.iter().any(|line| line.alert.as_ref() == Some(&alert.name));
            let asks =
                panel.targets().iter().any(|target| target.query.is_some() && target.query == alert.query);
            if draws || asks {
                shown.push(Shown { dashboard: &dashboard.title, title: &panel.title });
            }
        }
    }
    shown
}

fn made(metric: &gaugewright_spec::model::Metric) -> Made<'_> {
    Made {
        name: &metric.name,
        kind: metric.kind.name(),
        unit: metric.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
        help: &metric.help,
    }
}
