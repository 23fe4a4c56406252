//! What queries cost: the samples that Prometheus reads for one evaluation, as far as the spec says how many series there
//! are. It is an estimate for one instance of the service, to compare queries with.

use std::collections::BTreeMap;

use crate::duration::Duration;
use crate::model::{Domain, MetricLabel, Series, Spec};
use crate::promql::{
    DurationExpr, Expr, Func, GroupingKind, MatchOp, Matcher, Pattern, VectorSelector, Visit, normal, walk,
};

/// What estimates need.
pub(super) struct Estimate<'s> {
    spec: &'s Spec,
    /// How many series stand in for a query in normal form, where it is recorded.
    pub(super) recorded: BTreeMap<String, f64>,
    /// How many series a recorded name has.
    pub(super) outputs: BTreeMap<String, f64>,
}

impl<'s> Estimate<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let mut estimate = Self { spec, recorded: BTreeMap::new(), outputs: BTreeMap::new() };
        for rule in spec.recording_groups.iter().flat_map(|group| &group.rules) {
            let series = estimate.output(&rule.expr);
            estimate.outputs.insert(rule.name.clone(), series);
        }
        estimate
    }

    /// The samples that one evaluation reads.
    pub(super) fn reads(&self, expr: &Expr, zoom: Option<Zoom>) -> f64 {
        let mut reads = Reads { estimate: self, zoom, scale: 1.0, total: 0.0 };
        reads.expr(expr);
        reads.total
    }

    /// The series that a query gives.
    pub(super) fn output(&self, expr: &Expr) -> f64 {
        match expr.without_parens() {
            Expr::Vector(selector) => self.series(selector),
            Expr::Range(range) => self.series(&range.selector),
            Expr::Subquery(subquery) => self.output(&subquery.expr),
            Expr::Aggregate(aggregate) => match &aggregate.grouping {
                None => 1.0,
                Some(grouping) => {
                    let inner = self.output(&aggregate.expr);
                    let named: Vec<&str> = grouping.labels.iter().map(|label| label.value.as_str()).collect();
                    let values = aggregate.expr.selectors().next().map_or(1.0, |selector| {
                        named.iter().map(|name| self.values(selector, name)).product()
                    });
                    let left = if grouping.kind == GroupingKind::By {
                        values
                    } else {
                        inner / f64::max(values, 1.0)
                    };
                    left.clamp(1.0, inner.max(1.0))
                }
            },
            // A quantile is one series for all buckets.
            Expr::Call(call) => {
                let inner = call.args.iter().map(|arg| self.output(arg)).fold(1.0, f64::max);
                let buckets = expr.selectors().next().map_or(1.0, |selector| self.values(selector, "le"));
                if call.is(Func::HistogramQuantile) { (inner / buckets.max(1.0)).max(1.0) } else { inner }
            }
            Expr::Binary(binary) => self.output(&binary.lhs).max(self.output(&binary.rhs)),
            Expr::Unary(unary) => self.output(&unary.expr),
            _ => 1.0,
        }
    }

    /// The series that a selector finds.
    fn series(&self, selector: &VectorSelector) -> f64 {
        let Some(name) = &selector.name else { return 1.0 };
        if let Some(series) = self.outputs.get(&name.value) {
            return *series;
        }
        let Some(series) = self.spec.metrics().series(name) else { return 1.0 };
        series.labels().map(|label| self.values(selector, label)).product()
    }

    /// The values of a label that a selector leaves; one if nothing is known of it.
    fn values(&self, selector: &VectorSelector, label: &str) -> f64 {
        let name = selector.name.as_ref().map_or("", |name| name.value.as_str());
        let Some(Series { metric, part }) = self.spec.metrics().series(name) else { return 1.0 };
        let matchers: Vec<&Matcher> =
            selector.matchers.iter().filter(|matcher| matcher.label.value == label).collect();
        if matchers.iter().any(|matcher| matcher.op.value == MatchOp::Equal) {
            return 1.0;
        }
        if part.label == Some(label) {
            // That of infinity is one more.
            #[allow(clippy::cast_precision_loss, reason = "nobody has so many buckets")]
            return metric.buckets.as_ref().map_or(1.0, |buckets| buckets.len() as f64 + 1.0);
        }
        metric.label(label).map_or(1.0, |label| self.expected(label, &matchers))
    }

    /// How many values of a label are expected to pass conditions.
    fn expected(&self, label: &MetricLabel, matchers: &[&Matcher]) -> f64 {
        let expect = self.spec.labels.get(&label.definition).and_then(|label| label.expect);
        #[allow(clippy::cast_precision_loss, reason = "an estimate")]
        let all = expect.or_else(|| label.domain.size()).map_or(1.0, |size| size as f64);
        let passing = passing(&label.domain, matchers);
        (all * passing).ceil().max(1.0)
    }
}

/// The share of the values of a label that pass conditions; all if they are not known.
fn passing(domain: &Domain, matchers: &[&Matcher]) -> f64 {
    if matchers.is_empty() {
        return 1.0;
    }
    let Some(values) = domain.values().filter(|values| !values.is_empty()) else { return 1.0 };
    let pattern =
        |matcher: &Matcher| matcher.op.value.is_regex().then(|| Pattern::new(&matcher.value.value)).flatten();
    let conditions: Vec<_> = matchers.iter().map(|matcher| (matcher, pattern(matcher))).collect();
    let passes = |value: &String| {
        conditions.iter().all(|(matcher, pattern)| {
            let is_it = pattern.as_ref().map_or(matcher.value.value == *value, |it| it.is_match(value));
            is_it != matcher.op.value.is_negative()
        })
    };
    #[allow(clippy::cast_precision_loss, reason = "an estimate")]
    return values.iter().filter(|value| passes(value)).count() as f64 / values.len() as f64;
}

/// A window that stands in for one that follows the zoom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zoom {
    pub(super) stands_in: Duration,
    /// How long the other one is.
    pub(super) actual: Duration,
}

/// Adds up what the selectors of a query read.
struct Reads<'r, 's> {
    estimate: &'r Estimate<'s>,
    zoom: Option<Zoom>,
    /// How often what is looked at is evaluated: more than once below a subquery.
    scale: f64,
    total: f64,
}

impl Visit for Reads<'_, '_> {
    fn expr(&mut self, expr: &Expr) {
        if let Expr::Aggregate(_) | Expr::Call(_) = expr
            && let Some(series) = self.estimate.recorded.get(&normal(expr))
        {
            self.total += self.scale * series;
            return;
        }
        let scrape = self.estimate.spec.service.scrape.interval;
        match expr {
            Expr::Vector(selector) => self.total += self.scale * self.estimate.series(selector),
            Expr::Range(range) => {
                let window = range.range.millis().map(Duration::from_millis);
                let window = window.map(|window| match self.zoom {
                    Some(zoom) if window == zoom.stands_in => zoom.actual,
                    _ => window,
                });
                self.total += self.scale * self.estimate.series(&range.selector) * times(window, scrape);
            }
            Expr::Subquery(subquery) => {
                let length = |length: &DurationExpr| length.millis().map(Duration::from_millis);
                let step = subquery.step.as_ref().and_then(length);
                let step = step.unwrap_or(self.estimate.spec.service.evaluation_interval);
                let before = self.scale;
                self.scale *= times(length(&subquery.range), step);
                walk(self, expr);
                self.scale = before;
            }
            _ => walk(self, expr),
        }
    }
}

/// How many steps a window has; one that is not known has four.
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn times(window: Option<Duration>, step: Duration) -> f64 {
    let step = step.as_millis().max(1);
    let window = window.map_or(step.saturating_mul(4), Duration::as_millis);
    (window as f64 / step as f64).max(1.0)
}
