//! `never-run`: an alert on the age of something that may never have happened: "no backup for a day", and there never was one.

use std::collections::BTreeSet;

use super::written::{Around, Written};
use crate::check::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, Sink};
use crate::kind::Kind;
use crate::model::{Init, Metric, Origin};
use crate::promql::{self, Binary, BinaryOp, Expr, Func, LabelsOf, VectorSelector};
use crate::rules;
use crate::unit::Unit;

/// When a process has started: what an age is counted from where nothing has happened yet.
const START: &str = "process_start_time_seconds";

/// Looks at all alerts: one that fires when a metric is absent says what another one cannot.
pub(super) fn check(all: &[Written<'_>], around: &Around<'_>, sink: &mut Sink) {
    let absent: BTreeSet<&str> = all.iter().flat_map(|one| watched_for_absence(&one.alert.expr)).collect();
    for one in all {
        let mut ages = Vec::new();
        too_old(&one.alert.expr, &mut ages);
        for age in ages {
            let Some(metric) = metric_of(around.vocabulary, &age.rhs) else { continue };
            if absent.contains(metric.name.as_str()) {
                continue;
            }
            let place = match (&one.ast.query, &one.ast.expr) {
                (Some(name), _) => name.span,
                (None, Some(text)) => around.source.part_of_scalar(text.span, text, age.rhs.span()),
                (None, None) => one.name.span,
            };
            let message =
                format!("nothing is known of this age until `{}` is set for the first time", metric.name);
            let diagnostic = Diagnostic::new(&rules::NEVER_RUN, place, message)
                .note("a gauge has no series before its first `set`, so the alert never fires if the event never happens")
                .help(help(&age.rhs));
            sink.report(diagnostic);
        }
    }
}

/// The series whose absence a query notices.
fn watched_for_absence(expr: &Expr) -> impl Iterator<Item = &str> {
    let absent =
        expr.calls().filter(|call| call.facts().is_some_and(|facts| facts.labels == LabelsOf::OfMatchers));
    absent.flat_map(|call| &call.args).flat_map(Expr::series_names)
}

/// Looks for ages that are too large: where a comparison holds, and whatever else has to hold.
fn too_old<'e>(expr: &'e Expr, ages: &mut Vec<&'e Binary>) {
    match expr {
        Expr::Paren(paren) => too_old(&paren.expr, ages),
        Expr::Binary(binary) => match binary.op.value {
            BinaryOp::And => {
                too_old(&binary.lhs, ages);
                too_old(&binary.rhs, ages);
            }
            BinaryOp::Unless => too_old(&binary.lhs, ages),
            BinaryOp::Gt | BinaryOp::Ge => ages.extend(age(&binary.lhs)),
            BinaryOp::Lt | BinaryOp::Le => ages.extend(age(&binary.rhs)),
            _ => {}
        },
        _ => {}
    }
}

/// `time() - …`, also in another unit than seconds.
fn age(expr: &Expr) -> Option<&Binary> {
    let Expr::Binary(binary) = expr.without_parens() else { return None };
    match (binary.op.value, binary.lhs.without_parens()) {
        (BinaryOp::Sub, Expr::Call(call)) if call.is(Func::Time) => Some(binary),
        (BinaryOp::Div | BinaryOp::Mul, _) => age(&binary.lhs),
        _ => None,
    }
}

/// The point in time from which an age is counted, if it is one series and the service sets it: an aggregation over all, or a gauge
/// without labels. Of several series nobody knows how many there should be.
fn metric_of<'v>(vocabulary: &'v Vocabulary, since: &Expr) -> Option<&'v Metric> {
    let (selector, is_all) = match since.without_parens() {
        Expr::Aggregate(aggregate) if aggregate.grouping.is_none() => (selector_of(&aggregate.expr)?, true),
        other => (selector_of(other)?, false),
    };
    let metric = vocabulary.find(selector.name.as_ref()?)?.metric;
    let is_set = metric.origin == Origin::Service
        && metric.kind == Kind::Gauge
        && metric.unit == Some(Unit::timestamp())
        && metric.init != Some(Init::All);
    // What is called so is set when the process starts.
    let is_of_start = metric.name.contains("start");
    (is_set && !is_of_start && (is_all || metric.labels.is_empty())).then_some(metric)
}

fn selector_of(expr: &Expr) -> Option<&VectorSelector> {
    match expr.without_parens() {
        Expr::Vector(selector) => Some(selector),
        _ => None,
    }
}

fn help(since: &Expr) -> String {
    let start = match since.without_parens() {
        Expr::Aggregate(aggregate) => format!("{}({START})", aggregate.op.value),
        _ => START.to_owned(),
    };
    let mut since = since.without_parens().clone();
    check::as_written(&mut since);
    let since = promql::print(&since);
    format!("count from the start of the process, `time() - ({since} or {start})`, or set the gauge then")
}
