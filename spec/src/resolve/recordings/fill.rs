//! From what is recorded to rules, and to who reads their series.

use std::collections::BTreeMap;

use super::declared::{Declared, Recorded};
use crate::ast::RecordPolicy;
use crate::model::{Alert, Dashboard, PanelKind, Recording, RecordingGroup, Service, Spec};
use crate::promql::{Expr, Matcher};
use crate::recording::{self, Pace, Readers, Regrouping, Rule, Series, Suggestion};
use crate::template::Template;
use crate::unit::Unit;

/// Makes the rules, and lets alerts and panels read them. Groups that are there already come behind these.
pub(in crate::resolve) fn fill(spec: &mut Spec, declared: &Declared, policy: RecordPolicy) {
    let others = std::mem::take(&mut spec.recording_groups);
    let mut readers = Readers::default();
    let mut rules: Vec<Rule> =
        declared.recorded.iter().map(|recorded| rule(spec, recorded, declared.adds_nothing)).collect();
    // What has labels of its own is not what its query gives.
    for recorded in declared.recorded.iter().filter(|recorded| recorded.labels.is_empty()) {
        let loses_choices = !recorded.keeps_choices && spec.service.is_read_by(&recorded.expr);
        let (name, identity) = (recorded.name.clone(), recorded.identity.clone());
        let series = Series { name, identity, regrouped: None, loses_choices };
        // Whoever does not need the labels of the choices reads it, too.
        let choices: Vec<&str> = spec.service.choices().filter(|_| recorded.keeps_choices).collect();
        if let Some((regrouping, narrow)) = Regrouping::narrowed(&recorded.expr, &choices) {
            let series = Series { regrouped: Some(regrouping), ..series.clone() };
            readers.insert(&narrow, recorded.window, series);
        }
        readers.insert(&recorded.expr, recorded.window, series);
    }
    if declared.adds_nothing {
        // What is written out names recorded series itself where they are meant.
        spec.recording_groups = recording::grouped(rules, spec.service.evaluation_interval);
        spec.recording_groups.extend(others);
        read(spec, &readers, |query| query.is_some());
        return;
    }
    apply(spec, &rules, &readers, &others);
    // What is recorded changes what else would pay.
    let mut rounds = if policy == RecordPolicy::Suggested { 0..MAX_ROUNDS } else { 0..0 };
    while rounds.next().is_some() {
        let suggestions = recording::suggest(spec);
        if suggestions.is_empty() {
            break;
        }
        for suggestion in suggestions {
            let Suggestion { name, identity, regrouping: regrouped, .. } = suggestion.clone();
            let series = Series { name, identity, regrouped, loses_choices: false };
            readers.insert(&suggestion.stands_for, suggestion.window, series);
            rules.push(suggested(&spec.service, suggestion));
        }
        apply(spec, &rules, &readers, &others);
    }
}

/// Puts the rules into the spec, and whoever reads them.
fn apply(spec: &mut Spec, rules: &[Rule], readers: &Readers, others: &[RecordingGroup]) {
    spec.recording_groups = recording::grouped(linked(rules, readers), spec.service.evaluation_interval);
    spec.recording_groups.extend_from_slice(others);
    if !rules.is_empty() {
        read(spec, readers, |_| true);
    }
}

/// How often what would pay is sought anew. Mostly the second time finds nothing.
const MAX_ROUNDS: usize = 8;

fn suggested(service: &Service, suggestion: Suggestion) -> Rule {
    let window = recording::longest(&suggestion.expr);
    let labels = labels(&suggestion.identity);
    let Suggestion { name, expr, .. } = suggestion;
    let help = "Computed again and again by panels.".to_owned();
    Rule {
        recording: Recording {
            name,
            keeps_choices: service.is_read_by(&expr),
            expr,
            labels,
            unit: None,
            help,
        },
        window,
        pace: Pace::Computed,
    }
}

fn rule(spec: &Spec, recorded: &Recorded, adds_nothing: bool) -> Rule {
    let query = spec.queries.get(&recorded.query);
    let unit: Option<Unit> = query.and_then(|query| query.unit.clone());
    let help = query.map(|query| query.help.clone()).unwrap_or_default();
    let (name, expr) = (recorded.name.clone(), recorded.expr.clone());
    let window = recording::longest(&expr);
    let (mut labels, keeps_choices) = (labels(&recorded.identity), recorded.keeps_choices);
    labels.extend(recorded.labels.clone());
    let pace = match recorded.interval {
        None if !adds_nothing => Pace::Computed,
        said => Pace::Said(said),
    };
    Rule { recording: Recording { name, expr, labels, keeps_choices, unit, help }, window, pace }
}

/// The labels that a rule adds.
fn labels(identity: &[Matcher]) -> BTreeMap<String, String> {
    identity.iter().map(|own| (own.label.value.clone(), own.value.value.clone())).collect()
}

/// The rules, each reading the series of the others.
fn linked(rules: &[Rule], readers: &Readers) -> Vec<Rule> {
    let link = |rule: &Rule| {
        let expr = readers.of_recording(&rule.recording.expr).unwrap_or_else(|| rule.recording.expr.clone());
        Rule { recording: Recording { expr, ..rule.recording.clone() }, ..*rule }
    };
    rules.iter().map(link).collect()
}

/// Whoever names recorded series has its query over scraped ones as well.
fn scrape(spec: &mut Spec, readers: &Readers) {
    for alert in spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts) {
        if let Some((scraped, identity)) = readers.scraped(alert.whole_expr()) {
            if !read_scraped(alert, scraped) {
                continue;
            }
            for (label, value) in labels(&identity) {
                alert.labels.entry(label).or_insert_with(|| Template::plain(value));
            }
        }
    }
    for (_, target) in spec.dashboards.rows_mut().flat_map(Dashboard::targets_mut) {
        if let Some((scraped, _)) = readers.scraped(&target.expr) {
            target.recorded = Some(std::mem::replace(&mut target.expr, scraped));
        }
    }
}

/// Lets an alert know its query over scraped series; not one for a part of the series which the query over all of them cannot be asked for.
fn read_scraped(alert: &mut Alert, scraped: Expr) -> bool {
    let own = match &mut alert.portion {
        None => scraped,
        Some(portion) => {
            let Some(own) = portion.of(&scraped) else { return false };
            portion.whole = scraped;
            own
        }
    };
    alert.recorded = Some(std::mem::replace(&mut alert.expr, own));
    true
}

/// Lets alerts and panels read what is recorded, those that may by the name of their query.
fn read(spec: &mut Spec, readers: &Readers, may: impl Fn(Option<&String>) -> bool) {
    scrape(spec, readers);
    let alerts = spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts);
    for alert in alerts.filter(|alert| may(alert.query.as_ref())) {
        let read = match &alert.portion {
            // What is recorded is recorded of all series.
            Some(portion) => readers.of_rule(&portion.whole).and_then(|whole| portion.of(&whole)),
            None => readers.of_rule(alert.rule_expr()),
        };
        alert.recorded = read.or(alert.recorded.take());
    }
    let queries = &spec.queries;
    let targets = spec.dashboards.rows_mut().flat_map(Dashboard::targets_mut);
    for (kind, target) in targets.filter(|(_, target)| may(target.query.as_ref())) {
        let own = target.query.as_ref().and_then(|name| queries.get(name)?.window);
        let shows_labels = target.legend.is_none() || kind == PanelKind::Table;
        let read = readers.of_panel(target.panel_expr(), own, shows_labels);
        target.recorded = read.or(target.recorded.take());
    }
}
