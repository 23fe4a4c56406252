//! Queries that say where a value comes from: the series of each metric in it, by every label that tells them apart.

use gaugewright_spec::kind::Instrument;
use gaugewright_spec::model::{Metric, Origin, Series, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::{aggregate_by, aggregate_with, call, number};
use gaugewright_spec::promql::{self, AggregateOp, Expr, Func, MatchOp, RangeSelector, VectorSelector};

/// How many series are enough to see a culprit.
const MAX: Number = Number::integer(10);

/// The metrics of a query, each once, in its order.
pub(super) fn metrics<'s>(spec: &'s Spec, expr: &Expr) -> Vec<&'s Metric> {
    let mut found: Vec<&Metric> = Vec::new();
    for (selector, _) in selectors(expr) {
        let metric =
            selector.name.as_ref().and_then(|name| spec.metrics().series(name)).map(|series| series.metric);
        if let Some(metric) = metric.filter(|metric| !found.iter().any(|known| known.name == metric.name)) {
            found.push(metric);
        }
    }
    found
}

/// A query for each selector of the service's own metrics that has labels to tell series apart.
pub(super) fn drills(spec: &Spec, expr: &Expr) -> Vec<String> {
    let mut drills: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (selector, range) in selectors(expr) {
        let Some(name) = &selector.name else { continue };
        let Some(Series { metric, part }) = spec.metrics().series(name) else { continue };
        let labels: Vec<&str> = metric
            .labels
            .iter()
            .map(|label| label.name.as_str())
            .filter(|label| !is_fixed(selector, label))
            .collect();
        // The value of a counter says nothing, only its growth does.
        let shown = match part.instrument {
            Instrument::Counter => range.is_some(),
            instrument => instrument == Instrument::Gauge,
        };
        if metric.origin != Origin::Service || labels.is_empty() || !shown {
            continue;
        }
        // What a query looks at over several windows is seen in the first of them.
        let written = promql::print(&selector.clone().into());
        if seen.contains(&written) {
            continue;
        }
        seen.push(written);
        let series = match range {
            Some(range) => call(Func::Rate, vec![Expr::Range(Box::new(range.clone()))]),
            None => selector.clone().into(),
        };
        let sum = aggregate_by(AggregateOp::Sum, &labels, series);
        drills.push(promql::pretty(&aggregate_with(AggregateOp::Topk, number(MAX), sum)));
    }
    drills
}

fn is_fixed(selector: &VectorSelector, label: &str) -> bool {
    let mut matchers = selector.matchers.iter().filter(|matcher| matcher.label.value == label);
    matchers.any(|matcher| matcher.op.value == MatchOp::Equal)
}

/// The selectors of a query, and the ranges that they stand in.
fn selectors(expr: &Expr) -> impl Iterator<Item = (&VectorSelector, Option<&RangeSelector>)> {
    expr.parts().filter_map(|part| match part {
        Expr::Range(range) => Some((&range.selector, Some(&**range))),
        Expr::Vector(selector) => Some((&**selector, None)),
        _ => None,
    })
}
