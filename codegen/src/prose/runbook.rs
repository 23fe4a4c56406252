//! A page for each alert, for whoever is woken by it.

use gaugewright_spec::model::{Alert, AlertGroup, Spec};
use gaugewright_spec::promql;
use gaugewright_spec::unit::Unit;
use serde::Serialize;

use super::drill;
use super::templates::Templates;
use super::uses::Uses;
use super::words;

const PAGE: &str = "runbook.md.j2";
const INDEX: &str = "runbooks.md.j2";

/// The pages: names and texts. The first is the list of all.
///
/// # Errors
/// What is wrong with a template.
pub fn pages(spec: &Spec, templates: &Templates<'_>) -> Result<Vec<(String, String)>, String> {
    let own = |alert: &Alert| templates.own_text(&format!("runbooks/{}", alert.name));
    let uses = Uses::new(spec);
    let page = |(group, alert)| Page::new(spec, &uses, group, alert, own(alert));
    let pages: Vec<Page<'_>> = spec.alerts().map(page).collect();
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![(
        "README.md".to_owned(),
        templates.render(INDEX, &Index { service: &spec.service.title, pages: &pages })?,
    )];
    for page in &pages {
        files.push((file_name(page.name), templates.render(PAGE, page)?));
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
    /// What users notice of it.
    impact: Option<String>,
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
    /// What the user adds to this page.
    own: Option<&'s str>,
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
    fn new(
        spec: &'s Spec,
        uses: &Uses<'s>,
        group: &'s AlertGroup,
        alert: &'s Alert,
        own: Option<&'s str>,
    ) -> Self {
        let value = words::value(alert).map(|(_, value)| value);
        Self {
            name: &alert.name,
            service: &spec.service.title,
            severity: alert.severity.name(),
            urgency: words::urgency(alert.severity),
            component: alert.labels.get("component").unwrap_or(&group.name),
            summary: words::template(&alert.summary, alert),
            description: alert.description.as_ref().map(|text| words::template(text, alert)),
            impact: alert.impact.as_ref().map(|text| words::template(text, alert)),
            when: words::when(spec, alert),
            expr: promql::pretty(&alert.expr),
            value: value.map(promql::pretty),
            unit: alert.unit.as_ref().map(in_words).unwrap_or_default(),
            drills: value.map(|value| drill::drills(spec, value)).unwrap_or_default(),
            panels: panels(uses, alert),
            steps: &alert.runbook,
            metrics: drill::metrics(spec, &alert.expr).into_iter().map(made).collect(),
            others: group
                .alerts
                .iter()
                .map(|other| other.name.as_str())
                .filter(|name| *name != alert.name)
                .collect(),
            own,
        }
    }
}

fn in_words(unit: &Unit) -> String {
    match unit.to_string().as_str() {
        "ratio" => ", as a share: 0.05 is 5%".to_owned(),
        "1" | "" => String::new(),
        unit => format!(", in `{unit}`"),
    }
}

fn panels<'s>(uses: &Uses<'s>, alert: &Alert) -> Vec<Shown<'s>> {
    let places = uses.showing(alert).into_iter();
    places.map(|place| Shown { dashboard: place.dashboard, title: place.panel }).collect()
}

fn made(metric: &gaugewright_spec::model::Metric) -> Made<'_> {
    Made {
        name: &metric.name,
        kind: metric.kind.name(),
        unit: metric.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
        help: &metric.help,
    }
}
