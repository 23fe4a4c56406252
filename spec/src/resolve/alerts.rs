use std::collections::BTreeMap;

use super::alert_labels::{self, Written};
use super::alert_tests;
use super::conditions::{condition, rule_expr};
use super::portions::{self, Only};
use super::queries::{Parsed, QueryContext, Window};
use super::templates::{self, Role};
use super::thresholds::{self, Level};
use crate::ast;
use crate::check::{self, Labels, Scope, Ty};
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, AlertGroup};
use crate::number::Number;
use crate::promql::Func;
use crate::promql::build::{call, number_at};
use crate::rules;
use crate::rules::context::LintContext;
use crate::source::Span;
use crate::template::Template;

pub(super) fn resolve(
    uses: &mut QueryContext<'_, '_>,
    ast: &Map<ast::AlertMap>,
    settings: &Map<ast::AlertGroup>,
) -> Vec<AlertGroup> {
    for (name, _) in
        settings.iter().filter(|(name, _)| !ast.iter().any(|(group, _)| group.value == name.value))
    {
        uses.resolver.undefined("group of alerts", name, ast.iter().map(|(group, _)| group.as_str()));
    }
    names_differ(uses, ast);
    let each = ast.iter().flat_map(|(group, alerts)| alerts.iter().map(move |alert| (group, alert)));
    let each: Vec<_> = each.collect();
    let made = uses.each(&each, |uses, (group, (name, alert))| rules_of(uses, &group.value, name, alert));
    let mut made = made.into_iter();
    let group_of = |(group, alerts): &(Text, ast::AlertMap)| {
        let own = settings.iter().find(|(name, _)| name.value == group.value).map(|(_, own)| own);
        AlertGroup {
            name: group.value.clone(),
            slo: None,
            interval: own.and_then(|own| own.interval.as_ref()).map(|interval| interval.value),
            limit: own.and_then(|own| own.limit.as_ref()).map(|limit| limit.value),
            query_offset: own.and_then(|own| own.query_offset.as_ref()).map(|offset| offset.value),
            alerts: made.by_ref().take(alerts.iter().count()).flatten().collect(),
        }
    };
    ast.iter().map(group_of).collect()
}

/// No two alerts have one name.
fn names_differ(uses: &mut QueryContext<'_, '_>, ast: &Map<ast::AlertMap>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (name, _) in ast.iter().flat_map(|(_, alerts)| alerts.iter()) {
        if let Some(first) = seen.insert(&name.value, name.span) {
            let message = format!("alert `{}` is defined twice", **name);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message);
            uses.resolver.report(diagnostic.also(first, "first here").help("rename one of the two"));
        }
    }
}

/// What the rules about whole alerts find.
pub(super) fn lint(
    uses: &mut QueryContext<'_, '_>,
    ast: &Map<ast::AlertMap>,
    groups: &[AlertGroup],
    evaluation: Duration,
) {
    let mut all = Vec::new();
    for ((_, written), group) in ast.iter().zip(groups) {
        let evaluation = group.interval.unwrap_or(evaluation);
        for (name, ast) in written.iter() {
            let alerts = group.alerts.iter().filter(|alert| alert.key == name.value);
            all.extend(alerts.map(|alert| rules::written::Written { name, ast, alert, evaluation }));
        }
    }
    let source = uses.resolver.source;
    let around = rules::written::Around {
        vocabulary: uses.vocabulary,
        tracks: uses.tracks,
        source,
        scrape: uses.context.scrape,
    };
    rules::alerts::check(&all, &around, &mut uses.resolver.sink);
}

/// What the rules about queries of alerts find in a query that has a name.
fn named_query(uses: &mut QueryContext<'_, '_>, ast: &ast::Alert, query: &Parsed) {
    let Some(name) = &ast.query else { return };
    if let Some(window) = &ast.window {
        uses.short_window(&query.expr, window);
    }
    let context = LintContext { is_alert: true, ..uses.context };
    // The others have been reported where the query stands.
    for found in rules::fragile_alert::find(&query.expr, &context) {
        uses.resolver.report(found.at(name.span));
    }
}

/// The rules of an alert: one, or one for each severity and value of a label that has a threshold of its own.
fn rules_of(
    uses: &mut QueryContext<'_, '_>,
    group: &str,
    name: &Text,
    ast: &Placed<ast::Alert>,
) -> Vec<Alert> {
    let window =
        ast.window.as_ref().map(|window| window.value).or_else(|| uses.window_of(ast.query.as_ref()));
    let query = match &ast.dead_mans_switch {
        Some(is_one) if is_one.value => Some(always(uses, ast, is_one.span)),
        _ => {
            let scope = Scope::Rule { window: window.is_some() };
            uses.take(name.span, ast.query.as_ref(), ast.expr.as_ref(), scope, ast.scope.is_none())
        }
    };
    let Some(query) = query else {
        // What is wrong with its thresholds is reported, too.
        let _ = thresholds::levels(uses, ast, &Labels::unknown());
        return Vec::new();
    };
    let Some(levels) = thresholds::levels(uses, ast, &query.ty.labels) else { return Vec::new() };
    equal_series(uses, name, &query);
    named_query(uses, ast, &query);
    let filled = uses.fill(&query.expr, window.map(Window::Fixed));
    let alert = Written { group, name, ast };
    let tests = alert_tests::read(uses, &ast.tests);
    let read = levels.iter().map(|level| one(uses, alert, &query, level));
    let rules: Vec<_> = read.collect::<Option<_>>().unwrap_or_default();
    thresholds::ascend(uses, &levels, &rules);
    let finish = |(at, (alert, level)): (usize, (Alert, &Level<'_>))| {
        let whole = rule_expr(filled.clone(), &alert.condition);
        let (portion, expr) = portions::portion(uses, level.only.as_ref(), whole)?;
        let ty = if portion.is_some() { portions::ty(uses, &expr, alert.ty) } else { alert.ty };
        // Written once, they hold for the mildest, which fires first.
        let tests = if at == 0 { tests.clone() } else { Vec::new() };
        Some(Alert { expr, portion, tests, ty, ..alert })
    };
    rules.into_iter().zip(&levels).enumerate().map_while(finish).collect()
}

/// What a dead man's switch asks: something that is always there.
fn always(uses: &mut QueryContext<'_, '_>, ast: &ast::Alert, place: Span) -> Parsed {
    if let Some(other) = ast.query.as_ref().or(ast.expr.as_ref()) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, other.span, "a dead man's switch has no query");
        uses.resolver.report(diagnostic.also(place, "this one").help("remove one of the two"));
    }
    let expr = call(Func::Vector, vec![number_at(Number::ONE, place)]);
    let ty = Ty { conditional: true, ..check::query(uses.vocabulary, Scope::Named, &expr, &mut Vec::new()) };
    Parsed { expr, ty, is_called_share: false, help: None, window: None, name: None }
}

/// The rule of a level of an alert, its expression not yet made.
fn one(
    uses: &mut QueryContext<'_, '_>,
    alert: Written<'_>,
    query: &Parsed,
    level: &Level<'_>,
) -> Option<Alert> {
    let Written { name, ast, .. } = alert;
    let condition = condition(uses, name, level, query);
    let series = &query.ty.labels;
    let severity = level.severity.as_ref();
    let mut labels = alert_labels::read(uses, alert, series, condition.as_ref());
    let own = alert_labels::all(alert, severity, &labels);
    let written = (alert.group, alert.name, alert.ast);
    uses.resolver.sink.extend(rules::covered_label::of_alert(written, &own, series));
    if let Some((label, value)) = level.only.as_ref().and_then(Only::fixed) {
        // All its series have it: so the rules of the alert differ in their labels, too.
        labels.entry(label.to_owned()).or_insert_with(|| Template::plain(value));
    }
    let role = Role::Annotation { condition: condition.as_ref(), unit: query.ty.unit.as_ref(), own: &own };
    let mut text = |text: &ast::AlertText| templates::of_alert(uses, text, series, role);
    let (summary, description) =
        (ast.summary.as_ref().map(&mut text), ast.description.as_ref().map(&mut text));
    let impact = ast.impact.as_ref().map(&mut text);
    // Each is read, also where another one is wrong.
    let annotations: Vec<_> =
        ast.annotations.iter().map(|(name, value)| Some((name.value.clone(), text(value)?))).collect();
    let annotations: Option<_> = annotations.into_iter().collect();
    Some(Alert {
        key: name.value.clone(),
        name: ast.name.as_ref().unwrap_or(name).value.clone(),
        shares_name: false,
        file_stem: String::new(),
        page_stem: String::new(),
        expr: query.expr.clone(),
        recorded: None,
        query: query.name.clone(),
        condition: condition?,
        portion: None,
        hold: level.hold.or(ast.hold.as_ref().map(|hold| hold.value)),
        keep_firing: ast.keep_firing_for.as_ref().map(|hold| hold.value),
        severity: level.severity.clone(),
        labels,
        summary: match summary {
            Some(summary) => summary?,
            None => Template::plain(""),
        },
        description: description.flatten(),
        impact: impact.flatten(),
        annotations: annotations?,
        runbook: ast.runbook.iter().map(|step| step.value.clone()).collect(),
        tests: Vec::new(),
        ty: query.ty.clone(),
    })
}

/// An alert has no `__name__`: what is told apart by nothing else becomes equal.
fn equal_series(uses: &mut QueryContext<'_, '_>, name: &Text, query: &Parsed) {
    let Some(names) = query.ty.labels.several_names() else { return };
    let names = crate::suggest::list(names.iter().map(String::as_str));
    let message =
        format!("alert `{}` loses the names of its metrics, {names}, and their series become equal", **name);
    let diagnostic = Diagnostic::new(&rules::EQUAL_SERIES, name.span, message)
        .note("with two such series Prometheus refuses to evaluate the rule");
    uses.resolver
        .report(diagnostic.help("write an alert for each metric, or aggregate: `max by (instance) (…)`"));
}
