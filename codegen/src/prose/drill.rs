//! Queries that say where a value comes from: the series of each metric in it, by every label that tells them apart.

use gaugewright_spec::kind::Instrument;
use gaugewright_spec::model::{Metric, Origin, Spec};
use gaugewright_spec::promql::{
    self, AggregateOp, Expr, MatchOp, RangeSelector, VectorSelector, Visit, walk,
};

use super::build::{aggregated, called, top};

/// How many series are enough to see a culprit.
const MOST: i64 = 10;

/// The metrics of a query, each once, in its order.
pub(super) fn metrics<'s>(spec: &'s Spec, expr: &Expr) -> Vec<&'s Metric> {
    let mut found: Vec<&Metric> = Vec::new();
    for (selector, _) in selectors(expr) {
        let metric = selector.name.as_ref().and_then(|name| of_series(spec, name)).map(|(metric, _)| metric);
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
        let Some((metric, instrument)) = of_series(spec, name) else { continue };
        let labels: Vec<&str> = metric
            .labels
            .iter()
            .map(|label| label.name.as_str())
            .filter(|label| !is_fixed(&selector, label))
            .collect();
        // The value of a counter says nothing, only its growth does.
        let shown = match instrument {
            Instrument::Counter => range.is_some(),
            instrument => instrument == Instrument::Gauge,
        };
        if metric.origin != Origin::Service || labels.is_empty() || !shown {
            continue;
        }
        // What a query looks at over several windows is seen in the first of them.
        let written = promql::print(&Expr::Vector(Box::new(selector.clone())));
        if seen.contains(&written) {
            continue;
        }
        seen.push(written);
        let series = match range {
            Some(range) => called("rate", vec![Expr::Range(Box::new(range))]),
            None => Expr::Vector(Box::new(selector.clone())),
        };
        drills.push(promql::pretty(&top(MOST, aggregated(AggregateOp::Sum, &labels, series))));
    }
    drills
}

fn is_fixed(selector: &VectorSelector, label: &str) -> bool {
    let mut matchers = selector.matchers.iter().filter(|matcher| matcher.label.value == label);
    matchers.any(|matcher| matcher.op.value == MatchOp::Equal)
}

/// The selectors of a query, with the ranges that they stand in.
fn selectors(expr: &Expr) -> Vec<(VectorSelector, Option<RangeSelector>)> {
    #[derive(Default)]
    struct Finder(Vec<(VectorSelector, Option<RangeSelector>)>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Range(range) => self.0.push((range.selector.clone(), Some((**range).clone()))),
                Expr::Vector(selector) => self.0.push(((**selector).clone(), None)),
                _ => walk(self, expr),
            }
        }
    }
    let mut finder = Finder::default();
    finder.expr(expr);
    finder.0
}

fn of_series<'s>(spec: &'s Spec, series: &str) -> Option<(&'s Metric, Instrument)> {
    let short = series.rsplit_once('_').map(|(name, _)| name);
    let mut metrics = [Some(series), short].into_iter().flatten().filter_map(|name| spec.metrics.get(name));
    metrics.find_map(|metric| {
        let mut parts = metric.kind.facts().series.iter();
        let part = parts.find(|part| series.strip_suffix(part.suffix) == Some(metric.name.as_str()))?;
        Some((metric, part.instrument))
    })
}
