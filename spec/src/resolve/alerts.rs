use std::collections::BTreeMap;

use super::alert_labels::{self, Written};
use super::alert_tests;
use super::queries::{Parsed, QueryContext, Window};
use super::templates::{self, Role};
use super::thresholds::{self, Level};
use crate::ast;
use crate::check::{self, Bounds, Scope, Ty};
use crate::decode::{Map, Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, AlertGroup, Comparison, Condition, Threshold};
use crate::number::Number;
use crate::promql::build::{binary, call, number_at, paren};
use crate::promql::{BinaryOp, Expr, Func};
use crate::quantity::Quantity;
use crate::rules;
use crate::rules::context::LintContext;
use crate::source::Span;
use crate::template::Template;

pub(super) fn resolve(uses: &mut QueryContext<'_, '_>, ast: &Map<ast::AlertMap>) -> Vec<AlertGroup> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut groups = Vec::new();
    for (group, alerts) in ast.iter() {
        let mut resolved = Vec::new();
        for (name, alert) in alerts.iter() {
            if let Some(first) = seen.insert(name.value.clone(), name.span) {
                let message = format!("alert `{}` is defined twice", **name);
                let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message);
                uses.resolver.report(diagnostic.also(first, "first here").help("rename one of the two"));
            }
            resolved.extend(rules_of(uses, &group.value, name, alert));
        }
        groups.push(AlertGroup { name: group.value.clone(), slo: None, alerts: resolved });
    }
    groups
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
        for (name, ast) in written.iter() {
            let alerts = group.alerts.iter().filter(|alert| alert.key == name.value);
            all.extend(alerts.map(|alert| rules::alerts::Written { name, ast, alert }));
        }
    }
    let source = uses.resolver.source;
    rules::never_run::check(&all, uses.vocabulary, source, &mut uses.resolver.sink);
    rules::long_hold::check(&all, &mut uses.resolver.sink);
    rules::first_increase::check(&all, (uses.vocabulary, uses.tracks), source, &mut uses.resolver.sink);
    rules::alerts::check(&all, uses.context.scrape, evaluation, &mut uses.resolver.sink);
}

/// What the rules about queries of alerts find in a query that has a name.
fn named_query(uses: &mut QueryContext<'_, '_>, ast: &ast::Alert, query: &Parsed) {
    let Some(name) = &ast.query else { return };
    if let Some(window) = &ast.window {
        uses.short_window(&query.expr, window);
    }
    let context = LintContext { is_alert: true, ..uses.context };
    for found in rules::query::find(&query.expr, &context) {
        // The others have been reported where the query stands.
        if found.rule == &rules::FRAGILE_ALERT {
            uses.resolver.report(found.at(name.span));
        }
    }
}

/// The rules of an alert: one, or one for each severity that has a threshold of its own.
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
    let (Some(query), Some(levels)) = (query, thresholds::levels(uses, ast)) else { return Vec::new() };
    equal_series(uses, name, &query);
    named_query(uses, ast, &query);
    let filled = uses.fill(&query.expr, window.map(Window::Fixed));
    let alert = Written { group, name, ast };
    let tests = alert_tests::read(uses, &ast.tests);
    let read = levels.iter().map(|level| one(uses, alert, &query, level));
    let rules: Vec<_> = read.collect::<Option<_>>().unwrap_or_default();
    thresholds::ascend(uses, &levels, &rules);
    let finish = |(at, alert): (usize, Alert)| Alert {
        expr: rule_expr(filled.clone(), &alert.condition),
        // Written once, they hold for the mildest, which fires first.
        tests: if at == 0 { tests.clone() } else { Vec::new() },
        ..alert
    };
    rules.into_iter().enumerate().map(finish).collect()
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
    let labels = alert_labels::read(uses, alert, series, condition.as_ref());
    let own = alert_labels::all(alert, severity, &labels);
    alert_labels::covered(uses, alert, &own, series);
    let role = Role::Annotation { condition: condition.as_ref(), unit: query.ty.unit.as_ref(), own: &own };
    let mut text = |text: &ast::AlertText| templates::of_alert(uses, text, series, role);
    let (summary, description) =
        (ast.summary.as_ref().map(&mut text), ast.description.as_ref().map(&mut text));
    let impact = ast.impact.as_ref().map(&mut text);
    let annotations = ast.annotations.iter().map(|(name, value)| Some((name.value.clone(), text(value)?)));
    let annotations = annotations.collect::<Option<_>>();
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
        unit: query.ty.unit.clone(),
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

/// When a level of an alert fires; nothing if its query alone does not say that, which is reported.
fn condition(
    uses: &mut QueryContext<'_, '_>,
    name: &Text,
    level: &Level<'_>,
    query: &Parsed,
) -> Option<Condition> {
    let Some((comparison, text)) = level.threshold else {
        // `vector(1)`, which reads nothing, fires always, and is written for that.
        if !query.ty.conditional && !is_constant(&query.expr) {
            unconditional(uses, name, query);
        }
        return Some(Condition::AnySeries);
    };
    let quantity = uses.resolver.quantity(text)?;
    // What cannot be compared has been reported; where that is silenced, the number counts.
    let Some(number) = uses.resolver.quantity_in(text, query.ty.unit.as_ref()) else {
        let number = quantity.in_base_units()?;
        return Some(Condition::Threshold(Threshold { comparison, number, quantity }));
    };
    bare_seconds(uses, text, &quantity, number, query);
    if !within_reach(uses, text, comparison, number, &query.ty) {
        uses.bare_share(text, &quantity, query);
        let claimed =
            !query.is_called_share && quantity.unit.as_ref().is_some_and(crate::unit::Unit::is_share);
        if let Some(matcher) = crate::check::loose(&query.expr).filter(|_| claimed) {
            uses.loose_share(text.0.span, matcher);
        }
    }
    Some(Condition::Threshold(Threshold { comparison, number, quantity }))
}

/// Reports a number that was meant in milliseconds.
fn bare_seconds(
    uses: &mut QueryContext<'_, '_>,
    text: &QuantityText,
    quantity: &Quantity,
    number: Number,
    query: &Parsed,
) {
    let help = match quantity.unit {
        None => check::milliseconds(uses.vocabulary, &query.ty, number.to_f64()),
        Some(_) => None,
    };
    if let Some(help) = help {
        let message = format!("`{quantity}` without a unit is {quantity} seconds here");
        let diagnostic = Diagnostic::new(&rules::BARE_SECONDS, text.0.span, message);
        uses.resolver.report(diagnostic.help(help));
    }
}

/// Says that an alert depends on nothing.
fn unconditional(uses: &mut QueryContext<'_, '_>, name: &Text, query: &Parsed) {
    let is_filter = matches!(query.expr.without_parens(), Expr::Binary(binary)
        if binary.op.value.is_comparison() && binary.bool_modifier.is_none());
    let (rule, message, help) = if is_filter {
        let message = format!("every value passes the comparison of alert `{}`, so it always fires", **name);
        (&rules::ALWAYS_TRUE, message, "choose a threshold between the two ends")
    } else {
        let message = format!("alert `{}` has no condition: it fires for every series of its query", **name);
        let help = "add a threshold: `above: 5%`, `below: 10`, `equals: 0`; an alert that is to fire all the time says `dead_mans_switch: true` instead of a query";
        (&rules::ALERT_WITHOUT_CONDITION, message, help)
    };
    uses.resolver.report(Diagnostic::new(rule, name.span, message).help(help));
}

/// Whether it is a vector that reads no series.
fn is_constant(expr: &Expr) -> bool {
    expr.selectors().next().is_none()
}

/// A threshold must divide the values that the query can have. Says whether it was reported.
fn within_reach(
    uses: &mut QueryContext<'_, '_>,
    text: &QuantityText,
    comparison: Comparison,
    number: Number,
    query: &Ty,
) -> bool {
    let threshold = Bounds::exactly(number.to_f64());
    let (rule, message) = match query.bounds.compare(operator(comparison), threshold) {
        Some(false) => (&rules::NEVER_TRUE, "the query never gets there, so this alert cannot fire"),
        // A filter inside decides which series there are.
        Some(true) if query.conditional || query.metrics.is_empty() && query.bounds.is_one() => return false,
        Some(true) => (&rules::ALWAYS_TRUE, "every value of the query is there, so this alert always fires"),
        None => return false,
    };
    let diagnostic = Diagnostic::new(rule, text.0.span, message);
    let values = format!("the values of the query are {}", query.values_in_words());
    let diagnostic = diagnostic.note(values);
    // Also after an aggregation that keeps the quantile as it is.
    let of_buckets = query.quantile.high.is_finite() && query.quantile == query.bounds;
    let is_ratio = query.unit.as_ref().is_some_and(|unit| unit.is_share() && unit.scale() == Number::ONE);
    let help = if of_buckets {
        "a quantile never exceeds the largest bound: give the histogram buckets beyond the threshold"
            .to_owned()
    } else if is_ratio && number > Number::ONE && number <= Number::integer(100) {
        format!("the whole is 1: write `{number}%`")
    } else {
        "choose a threshold between the two ends".to_owned()
    };
    uses.resolver.report(diagnostic.help(help));
    true
}

fn operator(comparison: Comparison) -> BinaryOp {
    match comparison {
        Comparison::Above => BinaryOp::Gt,
        Comparison::AtLeast => BinaryOp::Ge,
        Comparison::Below => BinaryOp::Lt,
        Comparison::AtMost => BinaryOp::Le,
        Comparison::Equals => BinaryOp::Eq,
    }
}

/// The expression of the rule: the query, compared with the threshold.
fn rule_expr(query: Expr, condition: &Condition) -> Expr {
    let Condition::Threshold(threshold) = condition else {
        return query;
    };
    let span = query.span();
    let op = operator(threshold.comparison);
    // Whatever binds less tightly than a comparison needs parentheses on its left.
    let lhs = match query {
        Expr::Binary(ref binary) if binary.op.value.precedence() <= op.precedence() => paren(query),
        other => other,
    };
    binary(lhs, op, threshold_expr(threshold, span))
}

/// A threshold that is no finite decimal is written as the division it is: `1M tokens/h` is `1000000 / 3600`.
fn threshold_expr(threshold: &Threshold, span: Span) -> Expr {
    let quotient = division(threshold.number, &threshold.quantity);
    match (threshold.number.decimal(), quotient) {
        (None, Some((above, below))) => binary(number_at(above, span), BinaryOp::Div, number_at(below, span)),
        _ => number_at(threshold.number, span),
    }
}

/// The number as written over what one unit has of the query's.
fn division(number: Number, quantity: &Quantity) -> Option<(Number, Number)> {
    let divisor = quantity.number.over(number)?;
    divisor.decimal().is_some().then_some((quantity.number, divisor))
}
