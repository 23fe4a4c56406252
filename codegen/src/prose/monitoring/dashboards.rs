use gaugewright_spec::model::{Dashboard, Line, Panel, PanelBody, Spec, Target};
use gaugewright_spec::promql;
use serde::Serialize;

use crate::grafana;
use crate::prose::uses::Uses;
use crate::prose::{Templates, amount, words};

/// A dashboard.
#[derive(Serialize)]
pub(super) struct Board<'s> {
    uid: &'s str,
    title: &'s str,
    description: &'s str,
    /// The file, seen from `docs`. Nothing if it is not made.
    file: Option<String>,
    refresh: String,
    time: String,
    variables: Vec<Choice<'s>>,
    panels: Vec<PanelRow<'s>>,
}

/// A variable: what can be chosen in the header.
#[derive(Serialize)]
struct Choice<'s> {
    label: &'s str,
    of: &'s str,
}

#[derive(Serialize)]
struct PanelRow<'s> {
    title: &'s str,
    kind: &'static str,
    unit: String,
    description: &'s str,
    /// Named queries that it asks.
    queries: Vec<&'s str>,
    /// Queries that have no name.
    exprs: Vec<String>,
    /// What its lines and colors mark.
    marks: Vec<Mark<'s>>,
}

/// A value that is marked, and the alert that it belongs to.
#[derive(Serialize)]
struct Mark<'s> {
    at: String,
    alert: Option<&'s str>,
}

pub(super) fn boards<'s>(spec: &'s Spec, templates: &Templates<'_>, uses: &Uses<'s>) -> Vec<Board<'s>> {
    spec.dashboards.iter().map(|dashboard| board(templates, uses, dashboard)).collect()
}

fn board<'s>(templates: &Templates<'_>, uses: &Uses<'s>, dashboard: &'s Dashboard) -> Board<'s> {
    Board {
        uid: &dashboard.uid,
        title: &dashboard.title,
        description: &dashboard.description,
        file: templates.file("grafana", &grafana::file_name(dashboard)),
        refresh: dashboard.refresh.to_string(),
        time: dashboard.time.to_string(),
        variables: dashboard
            .variables
            .iter()
            .map(|variable| Choice { label: &variable.label, of: &variable.of })
            .collect(),
        panels: dashboard.panels().map(|shown| panel(uses, shown)).collect(),
    }
}

fn panel<'s>(uses: &Uses<'s>, panel: &'s Panel) -> PanelRow<'s> {
    let named = panel.targets().iter().filter_map(|target| target.query.as_deref());
    let mut queries: Vec<&str> = Vec::new();
    for name in named {
        if !queries.contains(&name) {
            queries.push(name);
        }
    }
    PanelRow {
        title: &panel.title,
        kind: panel.kind.name(),
        unit: amount::unit(panel.unit.as_ref()),
        description: match &panel.body {
            PanelBody::Text(_) if panel.description.is_empty() => "Text",
            _ => &panel.description,
        },
        queries,
        exprs: panel.targets().iter().filter(|target| target.query.is_none()).map(text).collect(),
        marks: marks(uses, panel),
    }
}

fn text(target: &Target) -> String {
    promql::pretty(&target.expr)
}

fn marks<'s>(uses: &Uses<'s>, panel: &'s Panel) -> Vec<Mark<'s>> {
    let at = |number| amount::amount(number, panel.unit.as_ref());
    // As the author has written it, where that is known.
    let written =
        |name: &str| words::value(uses.alert(name)?).map(|(threshold, _)| threshold.quantity.text.clone());
    let line = |line: &'s Line| {
        let alert = line.alert.as_deref();
        Mark { at: alert.and_then(written).unwrap_or_else(|| at(line.at)), alert }
    };
    let mut marks: Vec<Mark<'_>> = panel.lines.iter().map(line).collect();
    for from in panel.steps.iter().filter_map(|step| step.from) {
        if panel.lines.iter().all(|line| line.at != from) {
            marks.push(Mark { at: at(from), alert: None });
        }
    }
    marks
}
