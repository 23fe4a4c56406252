use gaugewright_spec::model::{
    Dashboard, Hide, Line, Panel, PanelBody, Spec, Target, Variable, VariableSource,
};
use gaugewright_spec::promql;
use serde::Serialize;

use crate::grafana;
use crate::prose::{Templates, amount};

/// A dashboard.
#[derive(Serialize)]
pub(super) struct Board<'s> {
    uid: &'s str,
    title: &'s str,
    description: &'s str,
    /// The file, seen from `docs`. Nothing if it is not made.
    file: Option<String>,
    /// Nothing if it never refreshes by itself.
    refresh: Option<String>,
    time: String,
    /// Whether job and instance can be chosen.
    has_targets: bool,
    variables: Vec<Choice<'s>>,
    panels: Vec<PanelRow<'s>>,
}

/// A variable: what can be chosen in the header.
#[derive(Serialize)]
struct Choice<'s> {
    label: &'s str,
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

pub(super) fn boards<'s>(spec: &'s Spec, templates: &Templates<'_>) -> Vec<Board<'s>> {
    spec.dashboards.iter().map(|dashboard| board(templates, dashboard)).collect()
}

fn board<'s>(templates: &Templates<'_>, dashboard: &'s Dashboard) -> Board<'s> {
    Board {
        uid: &dashboard.uid,
        title: &dashboard.title,
        description: &dashboard.description,
        file: templates.file("grafana", &grafana::file_name(dashboard)),
        refresh: dashboard.refresh.map(|refresh| refresh.to_string()),
        time: dashboard.time.to_string(),
        has_targets: !dashboard.as_written,
        variables: dashboard
            .variables
            .iter()
            .filter(|variable| is_shown(variable))
            .map(|variable| Choice { label: &variable.label })
            .collect(),
        panels: dashboard.panels().map(|shown| panel(shown)).collect(),
    }
}

/// Whether somebody who looks at the dashboard sees it.
fn is_shown(variable: &Variable) -> bool {
    variable.hide != Hide::Variable && !matches!(variable.source, VariableSource::Constant(_))
}

fn panel(panel: &Panel) -> PanelRow<'_> {
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
            PanelBody::Text(_) | PanelBody::Raw(_) if panel.description.is_empty() => "Text",
            _ => &panel.description,
        },
        queries,
        exprs: panel.targets().iter().filter(|target| target.query.is_none()).map(text).collect(),
        marks: marks(panel),
    }
}

fn text(target: &Target) -> String {
    promql::pretty(&target.expr)
}

fn marks(panel: &Panel) -> Vec<Mark<'_>> {
    let at = |number| amount::amount(number, panel.unit.as_ref());
    let written = |line: &Line| line.written.clone().unwrap_or_else(|| at(line.at));
    let lines = panel.lines.iter();
    let mut marks: Vec<Mark<'_>> =
        lines.map(|line| Mark { at: written(line), alert: line.alert.as_deref() }).collect();
    for from in panel.steps.iter().filter_map(|step| step.from) {
        if panel.lines.iter().all(|line| line.at != from) {
            marks.push(Mark { at: at(from), alert: None });
        }
    }
    marks
}
