//! Service level objectives, taken apart into what a spec has anyway: recording rules, alerts, a dashboard. What prints these
//! knows nothing of objectives.

mod alerts;
mod burns;
mod calendar;
mod dashboard;
mod indicator;
mod recordings;
mod share;

pub(super) use dashboard::summary;

use std::collections::BTreeMap;

use super::queries::QueryContext;
use crate::ast;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{
    Alert, AlertGroup, Dashboard, LONG_WINDOW, RATE_WINDOW, RecordingGroup, Service, Slo, SloWindow, Table,
};
use crate::rules::{self, short_window};
use crate::source::Span;

/// Windows of 30 days hold as many weekends, more or less, wherever they begin.
const DEFAULT_WINDOW: SloWindow = SloWindow::Rolling(Duration::from_secs(30 * 24 * 3600));

/// What follows from all objectives.
#[derive(Default)]
pub(super) struct Objectives {
    pub(super) slos: Table<Slo>,
    pub(super) recordings: Vec<RecordingGroup>,
    pub(super) alerts: Vec<AlertGroup>,
    pub(super) dashboard: Option<Dashboard>,
}

/// Resolves every objective.
pub(super) fn resolve(uses: &mut QueryContext<'_, '_>, ast: &ast::Spec, service: &Service) -> Objectives {
    let mut objectives = Objectives::default();
    let written = ast.alerts.iter().flat_map(|(_, group)| group.iter());
    let mut names: BTreeMap<String, Span> =
        written.map(|(name, _)| (name.value.clone(), name.span)).collect();
    for (name, slo) in ast.slos.iter() {
        let Some(resolved) = one(uses, name, slo) else { continue };
        let alerts = alerts::of(uses, &resolved, slo, service);
        taken(uses, name, &alerts.alerts, &mut names);
        objectives.recordings.extend(recordings::of(&resolved, service));
        objectives.alerts.push(alerts);
        let _ = objectives.slos.insert(resolved);
    }
    objectives.dashboard = dashboard::of(&objectives.slos, service);
    if let Some(dashboard) = &objectives.dashboard {
        dashboards_differ(uses, ast, dashboard);
    }
    objectives
}

/// The dashboard of the objectives is made: its id and its title must not be those of others.
fn dashboards_differ(uses: &mut QueryContext<'_, '_>, ast: &ast::Spec, made: &Dashboard) {
    for (uid, written) in ast.dashboards.iter() {
        let title = &written.title;
        for (name, taken, what) in [(uid, &made.uid, "id"), (title, &made.title, "title")] {
            if name.value == *taken {
                let message = format!("the dashboard of the objectives has the {what} `{taken}` too");
                let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message);
                uses.resolver.report(diagnostic.help(format!("give this one another {what}")));
            }
        }
    }
}

/// The name of the groups of an objective. Rule files carry the service's prefix before it.
fn group_name(slo: &Slo) -> String {
    format!("slo_{}", slo.name.replace('-', "_"))
}

/// The names of alerts are made: they must not be those of others.
fn taken(uses: &mut QueryContext<'_, '_>, name: &Text, alerts: &[Alert], names: &mut BTreeMap<String, Span>) {
    for alert in alerts {
        if let Some(first) = names.insert(alert.name.clone(), name.span) {
            let message = format!("an alert of this objective is called `{}`, as another is", alert.name);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message);
            uses.resolver.report(diagnostic.also(first, "the other").help("rename one of the two"));
            return;
        }
    }
}

fn one(uses: &mut QueryContext<'_, '_>, name: &Text, ast: &Placed<ast::Slo>) -> Option<Slo> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(fits) {
        let form = "use letters, digits, dashes and underscores, first a letter: `api-availability`";
        uses.resolver.bad_name("an objective", name, form);
        return None;
    }
    let window = window(uses, ast);
    uses.resolver.sink.extend(short_window::of_objective(name, RATE_WINDOW, uses.context.scrape));
    let objective = burns::objective(uses, &ast.objective);
    let counted = indicator::read(uses, name, ast);
    let (objective, counted) = (objective?, counted?);
    let budget = burns::budget(objective)?;
    Some(Slo {
        name: name.value.clone(),
        file_stem: String::new(),
        title: ast.title.value.clone(),
        help: ast.help.as_ref().map(|help| help.value.clone()).unwrap_or_default(),
        objective,
        budget,
        window: window?,
        indicator: counted.indicator,
        by: ast.by.iter().map(|label| label.value.clone()).collect(),
        labels: own_labels(uses, ast),
        min_traffic: counted.min_traffic,
        burns: burns::read(uses, ast, window?.length(), budget)?,
    })
}

/// The labels that the author adds.
fn own_labels(uses: &mut QueryContext<'_, '_>, ast: &ast::Slo) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (label, value) in ast.labels.iter() {
        if label.starts_with("__") || !super::is_label_name(label) {
            uses.resolver.bad_snake_name("a label", label);
        }
        let taken =
            indicator::whose(label).map(|whose| format!("{whose} has a label `{}` of its own", **label));
        let apart = ast.by.iter().find(|by| by.value == label.value);
        let apart = apart.map(|by| format!("the objective is told apart `by` the label `{}`", **by));
        if let Some(message) = taken.or(apart) {
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, label.span, message);
            uses.resolver.report(diagnostic.help("take another name"));
        }
        labels.insert(label.value.clone(), value.value.clone());
    }
    labels
}

/// The time over which the objective holds: at least a day, at most as long as samples are kept.
fn window(uses: &mut QueryContext<'_, '_>, ast: &ast::Slo) -> Option<SloWindow> {
    let Some(written) = &ast.window else { return Some(DEFAULT_WINDOW) };
    let window = written.0.value;
    if window.length() < LONG_WINDOW {
        let message = format!("a window of {window} is too short for an objective");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, written.0.span, message);
        uses.resolver.report(
            diagnostic.help("take a day or more: `30d` is usual; or a period of the calendar, `month`"),
        );
        return None;
    }
    let retention = uses.context.retention;
    if let Some(retention) = retention {
        uses.resolver.sink.extend(rules::beyond_retention::of_objective(window, written.0.span, retention));
    }
    Some(window)
}
