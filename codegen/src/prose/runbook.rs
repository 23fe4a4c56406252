//! A page for each alert, for whoever is woken by it.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Alert, AlertGroup, Spec, Way};
use gaugewright_spec::promql;
use gaugewright_spec::unit::Unit;
use serde::Serialize;

use super::drill;
use super::templates::Templates;
use super::uses::Uses;
use super::words;
use crate::alert;
use crate::error::RenderError;
use crate::place;

const PAGE: &str = "runbook.md.j2";
const INDEX: &str = "runbooks.md.j2";
/// How many alerts a page names beside its own: nobody reads more, and each of thousands would name all others.
const MAX_NAMES: usize = 30;

/// The pages: names and texts. The first is the list of all. `drawn` has the pictures
/// of alerts by the stems of their files.
///
/// # Errors
/// What is wrong with a template.
pub fn pages(
    spec: &Spec,
    templates: &Templates<'_>,
    drawn: &BTreeMap<String, String>,
) -> Result<Vec<(String, String)>, RenderError> {
    let own = |alert: &Alert| templates.own_text(&format!("runbooks/{}", alert.page_stem));
    let uses = Uses::new(spec);
    // The rules of an alert for several severities stand together.
    let mut named: Vec<(&AlertGroup, Vec<&Alert>)> = Vec::new();
    for (group, alert) in spec.alerts() {
        match named.last_mut().filter(|(_, rules)| rules.iter().any(|other| other.key == alert.key)) {
            Some((_, rules)) => rules.push(alert),
            None => named.push((group, vec![alert])),
        }
    }
    let page =
        |(group, rules): (_, Vec<_>)| Page::new(spec, (&uses, drawn), group, &rules, own(rules.first()?));
    let pages: Vec<Page<'_>> = named.into_iter().filter_map(page).collect();
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![(
        "README.md".to_owned(),
        templates.render(INDEX, &Index { service: &spec.service.title, pages: &pages })?,
    )];
    for page in &pages {
        files.push((page.file.clone(), templates.render(PAGE, page)?));
    }
    Ok(files)
}

#[derive(Serialize)]
struct Index<'s> {
    service: &'s str,
    pages: &'s [Page<'s>],
}

#[derive(Serialize)]
struct Page<'s> {
    name: &'s str,
    file: String,
    service: &'s str,
    /// Its severities, mildest first: one, if it has not several thresholds.
    levels: Vec<Level<'s>>,
    component: String,
    summary: String,
    description: Option<String>,
    /// What users notice of it.
    impact: Option<String>,
    expr: String,
    /// The query without its comparison.
    value: Option<String>,
    /// In what the value is, if that is not plain.
    unit: String,
    drills: Vec<String>,
    panels: Vec<Shown<'s>>,
    told: Vec<Notified<'s>>,
    /// The alerts that silence it while they fire.
    silenced_by: Vec<&'s str>,
    steps: &'s [String],
    metrics: Vec<Made<'s>>,
    others: Vec<&'s str>,
    /// How many there are beside them.
    more: usize,
    /// What the user adds to this page.
    own: Option<&'s str>,
}

/// What an alert says at one severity.
#[derive(Serialize)]
struct Level<'s> {
    severity: &'s str,
    /// What that asks of people.
    urgency: &'s str,
    /// When it fires, in a sentence.
    when: String,
    /// The file with a picture of its tests, if there is one.
    picture: Option<String>,
}

/// A panel that shows the alert.
#[derive(Serialize)]
struct Shown<'s> {
    dashboard: &'s str,
    title: &'s str,
    address: Option<String>,
}

/// A receiver that gets the alert.
#[derive(PartialEq, Serialize)]
struct Notified<'s> {
    name: &'s str,
    ways: String,
    /// The time intervals in which it is notified; without one, always.
    active: &'s [String],
    muted: &'s [String],
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
        (uses, drawn): (&Uses<'s>, &BTreeMap<String, String>),
        group: &'s AlertGroup,
        rules: &[&'s Alert],
        own: Option<&'s str>,
    ) -> Option<Self> {
        let alert = *rules.first()?;
        let level = |alert: &&'s Alert| Level {
            severity: alert.severity_name(),
            urgency: words::urgency(spec, alert),
            when: words::when(spec, alert),
            picture: drawn.get(&alert.file_stem).cloned(),
        };
        let value = words::value(alert).map(|(_, value)| value);
        let component = alert.labels.get("component");
        Some(Self {
            name: &alert.name,
            file: alert::runbook_file(alert),
            service: &spec.service.title,
            levels: rules.iter().map(level).collect(),
            component: component
                .map_or_else(|| group.name.clone(), |component| words::template(component, alert)),
            summary: words::template(&alert.summary, alert),
            description: alert.description.as_ref().map(|text| words::template(text, alert)),
            impact: alert.impact.as_ref().map(|text| words::template(text, alert)),
            expr: promql::pretty(&alert.expr),
            value: value.map(promql::pretty),
            unit: alert.ty.unit.as_ref().map(in_words).unwrap_or_default(),
            drills: drill::drills(spec, value.unwrap_or(&alert.expr)),
            panels: panels(spec, uses, alert),
            told: told(spec, rules),
            silenced_by: silenced_by(spec, alert),
            steps: &alert.runbook,
            metrics: drill::metrics(spec, &alert.expr).into_iter().map(made).collect(),
            others: others(group, alert).take(MAX_NAMES).collect(),
            more: others(group, alert).count().saturating_sub(MAX_NAMES),
            own,
        })
    }
}

/// The alerts that stand beside it.
fn others<'s>(group: &'s AlertGroup, alert: &'s Alert) -> impl Iterator<Item = &'s str> {
    let mut seen = BTreeSet::from([alert.name.as_str()]);
    group.alerts.iter().map(|other| other.name.as_str()).filter(move |name| seen.insert(name))
}

fn in_words(unit: &Unit) -> String {
    match unit.to_string().as_str() {
        "ratio" => ", as a ratio: 0.05 is 5%".to_owned(),
        "1" | "" => String::new(),
        unit => format!(", in `{unit}`"),
    }
}

/// The panels that draw its threshold or ask its query.
fn panels<'s>(spec: &Spec, uses: &Uses<'s>, alert: &Alert) -> Vec<Shown<'s>> {
    let address = place::address(spec);
    let shown = uses.showing(alert).into_iter().map(|place| Shown {
        dashboard: &place.dashboard.title,
        title: &place.panel.title,
        address: address.as_ref().map(|address| format!("{}{}", address.usual, place.path())),
    });
    shown.collect()
}

/// Who is told of it.
fn told<'s>(spec: &'s Spec, rules: &[&Alert]) -> Vec<Notified<'s>> {
    let mut all: Vec<Notified<'s>> = Vec::new();
    for one in rules.iter().flat_map(|alert| told_of(spec, alert)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn told_of<'s>(spec: &'s Spec, alert: &Alert) -> Vec<Notified<'s>> {
    let Some(notifications) = &spec.notifications else { return Vec::new() };
    let one = |name: &'s str, active: &'s [String], muted: &'s [String]| {
        let ways = notifications.receivers.get(name).map(|receiver| receiver.ways.as_slice());
        let ways = ways.unwrap_or_default().iter().map(Way::name).collect::<Vec<_>>().join(", ");
        Notified { name, ways, active, muted }
    };
    let routes = notifications.taken_by(&alert.fixed_labels());
    if routes.is_empty() {
        return vec![one(&notifications.default, &[], &[])];
    }
    routes.into_iter().map(|route| one(&route.receiver, &route.active, &route.muted)).collect()
}

/// The alerts that keep it quiet while they fire, as far as their own labels say.
fn silenced_by<'s>(spec: &'s Spec, alert: &Alert) -> Vec<&'s str> {
    let labels = alert.fixed_labels();
    let inhibitions = spec.notifications.iter().flat_map(|notifications| &notifications.inhibitions);
    let own = inhibitions.filter(|inhibition| inhibition.silence.matches(&labels));
    let mut names = Vec::new();
    for inhibition in own {
        let is_source = |alert: &Alert| {
            let source = alert.fixed_labels();
            let may_be_equal = |label: &String| match (source.get(label), labels.get(label)) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            inhibition.when.matches(&source) && inhibition.equal.iter().all(may_be_equal)
        };
        let sources = spec.alerts().filter(|(_, alert)| is_source(alert));
        names.extend(sources.map(|(_, source)| source.name.as_str()));
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

fn made(metric: &gaugewright_spec::model::Metric) -> Made<'_> {
    Made {
        name: &metric.name,
        kind: metric.kind.name(),
        unit: metric.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
        help: &metric.help,
    }
}
