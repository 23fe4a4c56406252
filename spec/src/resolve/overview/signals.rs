//! The golden signals of a service, from what is known of its metrics: traffic, errors, latency, and what has a limit.

use std::collections::BTreeSet;

use crate::check::{self, Scope, Vocabulary};
use crate::kind::{Instrument, Kind};
use crate::model::{Domain, Metric, Origin, Table, Track};
use crate::number::Number;
use crate::promql::build::{
    aggregate, aggregate_by, binary, call, call_over, matcher, number, paren, selector, window,
};
use crate::promql::rewrite::RATE_INTERVAL;
use crate::promql::{AggregateOp, BinaryOp, Expr, Func, MatchOp, Matcher, VectorSelector};
use crate::unit::Unit;

/// More kinds of work nobody overlooks in one panel.
pub(super) const MAX_KINDS: usize = 8;

/// What labels of outcomes say of failures.
const FAILED: [&str; 3] = ["error", "failed", "failure"];

/// One kind of work that the service does, and how it goes.
pub(super) struct Signal {
    /// Its name for people.
    pub(super) name: String,
    /// How often it is done, per second.
    pub(super) traffic: Option<Measured>,
    /// The share that failed.
    pub(super) errors: Option<Measured>,
    /// How long it takes.
    pub(super) latency: Option<Measured>,
    /// How many are under way.
    pub(super) in_flight: Option<Measured>,
    /// The histogram of how long it takes.
    pub(super) duration: Option<String>,
}

/// A query, and what is known of it.
#[derive(Clone)]
pub(super) struct Measured {
    pub(super) expr: Expr,
    pub(super) unit: Option<Unit>,
    /// The series that it reads.
    pub(super) reads: BTreeSet<String>,
}

impl Measured {
    pub(super) fn of(mut expr: Expr, vocabulary: &Vocabulary) -> Self {
        check::scoped(vocabulary, &mut expr);
        let unit = check::query(vocabulary, Scope::Panel(&[]), &expr, &mut Vec::new()).unit;
        let reads = expr.series_names().map(str::to_owned).collect();
        Self { expr, unit, reads }
    }
}

/// The work of a service: what it tracks; of metrics outside of tracks those that say the same, no more of a kind than are shown.
pub(super) fn of(vocabulary: &Vocabulary, tracks: &Table<Track>) -> Vec<Signal> {
    let known = Known { vocabulary };
    let tracked: Vec<Signal> = tracks.iter().map(|track| known.track(track)).collect();
    let in_tracks: BTreeSet<&str> = tracks.iter().flat_map(metrics).collect();
    let own = vocabulary.metrics().iter().filter(|metric| metric.origin == Origin::Service);
    let others = own.filter(|metric| !in_tracks.contains(metric.name.as_str()));
    let of_kind = |kind: Kind| {
        let alike = others.clone().filter(move |metric| metric.kind == kind);
        alike.filter_map(|metric| known.untracked(metric)).take(MAX_KINDS)
    };
    tracked.into_iter().chain(of_kind(Kind::Counter)).chain(of_kind(Kind::Histogram)).collect()
}

fn metrics(track: &Track) -> impl Iterator<Item = &str> {
    let named = [&track.calls, &track.duration, &track.in_flight, &track.errors, &track.last_run];
    named.into_iter().flatten().map(String::as_str)
}

/// Share of what a query gives of what has a limit, where the author says it: of gauges between two ends.
pub(super) fn limited(vocabulary: &Vocabulary) -> Vec<(String, Measured)> {
    let own = vocabulary.metrics().iter();
    let gauges = own.filter(|metric| metric.origin == Origin::Service && metric.kind == Kind::Gauge);
    let share = |metric: &Metric| {
        let high = metric.range.as_ref()?.high.filter(|high| *high > Number::ZERO)?;
        let fullest = aggregate(AggregateOp::Max, plain(&metric.name).into());
        let is_share = metric.unit.as_ref().is_some_and(Unit::is_share);
        let expr = if is_share { fullest } else { binary(fullest, BinaryOp::Div, number(high)) };
        Some((words(&metric.name), Measured { unit: Some(Unit::ratio()), ..Measured::of(expr, vocabulary) }))
    };
    gauges.filter_map(share).take(MAX_KINDS).collect()
}

/// The buckets of a histogram over time, for a heatmap.
pub(super) fn buckets(histogram: &str, vocabulary: &Vocabulary) -> Measured {
    let buckets = selector(&[histogram, Kind::Histogram.suffix(Instrument::Bucket)].concat(), Vec::new());
    let each = aggregate_by(AggregateOp::Sum, ["le"], rate(buckets));
    Measured { unit: Some(Unit::seconds()), ..Measured::of(each, vocabulary) }
}

struct Known<'v> {
    vocabulary: &'v Vocabulary,
}

impl Known<'_> {
    fn track(&self, track: &Track) -> Signal {
        let counted = |name: &Option<String>, suffix: &str| {
            name.as_ref().map(|name| plain(&[name.as_str(), suffix].concat()))
        };
        let all = counted(&track.calls, "").or_else(|| counted(&track.duration, "_count"));
        let outcome = track.calls.as_ref().and_then(|calls| self.failed(calls));
        let failed = outcome.or_else(|| counted(&track.errors, ""));
        Signal {
            name: words(&track.name),
            traffic: all.as_ref().map(|all| self.traffic(all)),
            errors: failed.zip(all.as_ref()).map(|(failed, all)| self.errors(failed, all)),
            latency: track.duration.as_deref().and_then(|duration| self.latency(duration)),
            in_flight: counted(&track.in_flight, "").map(|gauge| self.sum(gauge.into())),
            duration: track.duration.clone(),
        }
    }

    /// A counter that tells failures apart, or a histogram of durations.
    fn untracked(&self, metric: &Metric) -> Option<Signal> {
        let nothing = Signal {
            name: words(&metric.name),
            traffic: None,
            errors: None,
            latency: None,
            in_flight: None,
            duration: None,
        };
        match metric.kind {
            Kind::Counter => {
                let (failed, all) = (self.failed(&metric.name)?, plain(&metric.name));
                Some(Signal {
                    traffic: Some(self.traffic(&all)),
                    errors: Some(self.errors(failed, &all)),
                    ..nothing
                })
            }
            Kind::Histogram => Some(Signal {
                latency: Some(self.latency(&metric.name)?),
                duration: Some(metric.name.clone()),
                ..nothing
            }),
            _ => None,
        }
    }

    /// What failed of what a counter counts, if one of its labels says so.
    fn failed(&self, counter: &str) -> Option<VectorSelector> {
        let metric = self.vocabulary.metrics().get(counter)?;
        let failure = metric.labels.iter().find_map(|label| match &*label.domain {
            Domain::Codes(..) => Some(matcher(&label.name, MatchOp::Regex, "5..")),
            Domain::Closed(values) => {
                let value = values.iter().find(|value| FAILED.contains(&value.as_str()))?;
                Some(matcher(&label.name, MatchOp::Equal, value))
            }
            Domain::Open { .. } => None,
        });
        failure.map(|failure: Matcher| selector(counter, vec![failure]))
    }

    /// Of whatever it is so much a second.
    fn traffic(&self, all: &VectorSelector) -> Measured {
        Measured { unit: Some(Unit::one()), ..self.sum(rate(all.clone())) }
    }

    /// There is no series of what has never failed: without it the share is 0, not unknown.
    fn errors(&self, failed: VectorSelector, all: &VectorSelector) -> Measured {
        let sum = |counter| aggregate(AggregateOp::Sum, rate(counter));
        let none = call(Func::Vector, vec![number(Number::ZERO)]);
        let failed = paren(binary(sum(failed), BinaryOp::Or, none));
        let share = binary(failed, BinaryOp::Div, sum(all.clone()));
        Measured { unit: Some(Unit::ratio()), ..Measured::of(share, self.vocabulary) }
    }

    /// The 95th percentile of a histogram of lengths of time.
    fn latency(&self, histogram: &str) -> Option<Measured> {
        let metric = self.vocabulary.metrics().get(histogram)?;
        metric.unit.as_ref().filter(|unit| unit.is_comparable(&Unit::seconds()))?;
        let buckets = buckets(histogram, self.vocabulary).expr;
        let rank = number(Number::fraction(95, 100)?);
        Some(Measured::of(call(Func::HistogramQuantile, vec![rank, buckets]), self.vocabulary))
    }

    fn sum(&self, expr: Expr) -> Measured {
        Measured::of(aggregate(AggregateOp::Sum, expr), self.vocabulary)
    }
}

fn plain(name: &str) -> VectorSelector {
    selector(name, Vec::new())
}

fn rate(counter: VectorSelector) -> Expr {
    call_over(Func::Rate, counter, window(RATE_INTERVAL))
}

/// `http_requests_total` is `http requests`, and `call_duration_seconds` is `call`.
pub(super) fn words(name: &str) -> String {
    let stem = ["_total", "_seconds", "_duration"]
        .iter()
        .fold(name, |name, suffix| name.strip_suffix(suffix).unwrap_or(name));
    stem.replace('_', " ")
}
