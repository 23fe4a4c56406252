//! `first-increase`: an alert on any growth of a counter whose series is born with its first event. Between no sample and the first
//! one nothing has grown.

use super::written::{Around, Written};
use crate::check::Vocabulary;
use crate::diagnostic::{Diagnostic, Sink};
use crate::duration::Duration;
use crate::model::{Metric, Origin, Table, Track, is_initially_exported};
use crate::promql::{AggregateOp, BinaryOp, Expr, RangeSelector, Reads};
use crate::rules;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], around: &Around<'_>, sink: &mut Sink) {
    for one in all {
        let Some((range, metric)) = any(&one.alert.expr)
            .and_then(|range| Some((range, metric_of((around.vocabulary, around.tracks), range)?)))
        else {
            continue;
        };
        let place = match (&one.ast.query, &one.ast.expr) {
            (Some(name), _) => name.span,
            (None, Some(text)) => around.source.part_of_scalar(text.span, text, range.span),
            (None, None) => one.name.span,
        };
        let message = format!("the first event of a series of `{}` is missed", metric.name);
        let diagnostic = Diagnostic::new(&rules::FIRST_INCREASE, place, message).note(
            "a series is exported from its first event on, and from nothing to the first sample nothing has grown",
        );
        sink.report(diagnostic.help(help(range, metric)));
    }
}

/// The growth that only has to be more than nothing, if that is the whole condition: beside another one it is a guard.
pub(super) fn any(expr: &Expr) -> Option<&RangeSelector> {
    let Expr::Binary(binary) = expr.without_parens() else { return None };
    let is_zero = matches!(binary.rhs.without_parens(), Expr::Number(number) if number.value == 0.0);
    if binary.op.value == BinaryOp::Gt && is_zero { grown(&binary.lhs) } else { None }
}

fn grown(expr: &Expr) -> Option<&RangeSelector> {
    match expr.without_parens() {
        Expr::Aggregate(aggregate) if matches!(aggregate.op.value, AggregateOp::Sum | AggregateOp::Max) => {
            grown(&aggregate.expr)
        }
        Expr::Call(call) if call.facts()?.reads == Reads::Growth => match call.args.first()?.without_parens()
        {
            Expr::Range(range) => Some(range),
            _ => None,
        },
        _ => None,
    }
}

/// The counter, if the service exports its series only once something has happened.
fn metric_of<'v>(
    (vocabulary, tracks): (&'v Vocabulary, &Table<Track>),
    range: &RangeSelector,
) -> Option<&'v Metric> {
    let metric = vocabulary.find(range.selector.name.as_ref()?)?.metric;
    (metric.origin == Origin::Service && !is_initially_exported(metric, tracks)).then_some(metric)
}

fn help(range: &RangeSelector, metric: &Metric) -> String {
    let window = range
        .range
        .millis()
        .map_or_else(|| "5m".to_owned(), |millis| Duration::from_millis(millis).to_string());
    let past = format!("`… or ({0} unless {0} offset {window})`", metric.name);
    if metric.closed_series().is_some() {
        format!("export its series from the start, `init: all`; or let new ones count: {past}")
    } else {
        format!("let new series count: {past}")
    }
}
