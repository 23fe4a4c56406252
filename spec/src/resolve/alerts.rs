use std::collections::BTreeMap;

use super::queries::{Parsed, QueryContext, Window};
use super::templates::{self, Role};
use super::{alert_labels, alert_tests};
use crate::ast;
use crate::check::{self, Bounds, Scope, Ty};
use crate::decode::{Map, Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, AlertGroup, Comparison, Condition, Threshold};
use crate::number::Number;
use crate::promql::build::{binary, number_at, paren};
use crate::promql::{BinaryOp, Expr};
use crate::quantity::Quantity;
use crate::rules;
use crate::rules::alerts::Written;
use crate::rules::context::LintContext;
use crate::source::Span;

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
            resolved.extend(one(uses, &group.value, name, alert));
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
            let alert = group.alerts.iter().find(|alert| alert.name == name.value);
            all.extend(alert.map(|alert| Written { name, ast, alert }));
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

fn one(uses: &mut QueryContext<'_, '_>, group: &str, name: &Text, ast: &Placed<ast::Alert>) -> Option<Alert> {
    let window =
        ast.window.as_ref().map(|window| window.value).or_else(|| uses.window_of(ast.query.as_ref()));
    let scope = Scope::Rule { window: window.is_some() };
    let query = uses.take(name.span, ast.query.as_ref(), ast.expr.as_ref(), scope, ast.scope.is_none())?;
    equal_series(uses, name, &query);
    named_query(uses, ast, &query);
    let condition = condition(uses, name, ast, &query);
    let filled = uses.fill(&query.expr, window.map(Window::Fixed));
    let series = &query.ty.labels;
    let written = alert_labels::Written { group, name, ast };
    let labels = alert_labels::read(uses, written, series, condition.as_ref());
    let own = alert_labels::all(written, &labels);
    alert_labels::covered(uses, written, &own, series);
    let role = Role::Annotation { condition: condition.as_ref(), unit: query.ty.unit.as_ref(), own: &own };
    let summary = templates::read(uses, &ast.summary, series, role);
    let mut text = |text: &Option<Text>| templates::read(uses, text.as_ref()?, series, role);
    let (description, impact) = (text(&ast.description), text(&ast.impact));
    let condition = condition?;
    Some(Alert {
        name: name.value.clone(),
        file_stem: String::new(),
        expr: rule_expr(filled, &condition),
        recorded: None,
        query: query.name,
        condition,
        hold: ast.hold.as_ref().map(|hold| hold.value),
        keep_firing: ast.keep_firing_for.as_ref().map(|hold| hold.value),
        severity: ast.severity.value,
        labels,
        summary: summary?,
        description,
        impact,
        runbook: ast.runbook.iter().map(|step| step.value.clone()).collect(),
        tests: alert_tests::read(uses, &ast.tests),
        unit: query.ty.unit,
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

/// Reads the one comparison that an alert has, or makes sure that its query is a condition by itself.
fn condition(
    uses: &mut QueryContext<'_, '_>,
    name: &Text,
    ast: &ast::Alert,
    query: &Parsed,
) -> Option<Condition> {
    let given: Vec<(Comparison, &QuantityText)> = [
        (Comparison::Above, &ast.above),
        (Comparison::AtLeast, &ast.at_least),
        (Comparison::Below, &ast.below),
        (Comparison::AtMost, &ast.at_most),
        (Comparison::Equals, &ast.equals),
    ]
    .into_iter()
    .filter_map(|(comparison, text)| Some((comparison, text.as_ref()?)))
    .collect();
    match given.as_slice() {
        // `vector(1)`, which reads nothing, fires always, and is written for that.
        [] if query.ty.conditional || is_constant(&query.expr) => Some(Condition::AnySeries),
        [] => {
            unconditional(uses, name, query);
            Some(Condition::AnySeries)
        }
        [(comparison, text)] => {
            let quantity = uses.resolver.quantity(text)?;
            // What cannot be compared has been reported; where that is silenced, the number counts.
            let Some(number) = uses.resolver.quantity_in(text, query.ty.unit.as_ref()) else {
                let number = quantity.in_base_units()?;
                return Some(Condition::Threshold(Threshold { comparison: *comparison, number, quantity }));
            };
            if let Some(help) = quantity
                .unit
                .is_none()
                .then(|| check::milliseconds(uses.vocabulary, &query.ty, number.to_f64()))
                .flatten()
            {
                let message = format!("`{quantity}` without a unit is {quantity} seconds here");
                let diagnostic = Diagnostic::new(&rules::BARE_SECONDS, text.0.span, message);
                uses.resolver.report(diagnostic.help(help));
            }
            if !within_reach(uses, text, *comparison, number, &query.ty) {
                uses.bare_share(text, &quantity, query);
                let claimed =
                    !query.is_called_share && quantity.unit.as_ref().is_some_and(crate::unit::Unit::is_share);
                if let Some(matcher) = crate::check::loose(&query.expr).filter(|_| claimed) {
                    uses.loose_share(text.0.span, matcher);
                }
            }
            Some(Condition::Threshold(Threshold { comparison: *comparison, number, quantity }))
        }
        [(first, _), (second, text), ..] => {
            let message = format!("`{}` and `{}` exclude each other", first.key(), second.key());
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.0.span, message);
            uses.resolver.report(diagnostic.help("an alert has one threshold: split it into two alerts"));
            None
        }
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
        (&rules::ALERT_WITHOUT_CONDITION, message, "add a threshold: `above: 5%`, `below: 10`, `equals: 0`")
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
