//! Selectors: the metric exists, has the labels, and these can have the values.

use super::{Checker, le};
use crate::Diagnostic;
use crate::kind::Instrument;
use crate::rules;
use crate::unit::Unit;
use crate::{Bounds, Documented, Labels, Severity, Ty, Values};
use crate::{Domain, Metric, MetricLabel, Origin, Series, Vocabulary};
use gaugewright_promql::Span;
use gaugewright_promql::number::Number;
use gaugewright_promql::suggest;
use gaugewright_promql::{MatchOp, Matcher, Pattern, ValueType, VectorSelector};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn selector(&mut self, selector: &VectorSelector) -> Ty {
        self.modifiers(&selector.modifiers);
        let Some(name) = &selector.name else {
            let mut ty = Ty::unknown();
            if let Some(names) = self.alike(selector) {
                ty.labels.set("__name__", true, Values::Only(Arc::new(names)));
            }
            return ty;
        };
        if let Some(recorded) = self.vocabulary.recorded(name) {
            return self.recorded(recorded, selector);
        }
        let Some(found) = self.vocabulary.find(name) else {
            self.unknown_metric(name, name.span);
            return Ty::unknown();
        };
        let mut labels = labels_of(found, self.vocabulary);
        for matcher in &selector.matchers {
            self.matcher(found, &mut labels, matcher);
        }
        let instrument = found.part.instrument;
        // What is always 1 and has this or that label is there only while that is so.
        let picks = |matcher: &Matcher| {
            let label = matcher.label.value.as_str();
            let declared = found.metric.labels.iter().find(|own| own.name == label);
            let comes_and_goes = |own: &MetricLabel| {
                found.metric.origin == Origin::Outside || matches!(*own.domain, Domain::Open { .. })
            };
            !matcher.is_made() && !matcher.op.value.is_negative() && declared.is_some_and(comes_and_goes)
        };
        // So are alerts, whose labels nobody knows.
        let is_alert = found.metric.labels.iter().any(|label| label.name == "alertname");
        let conditional = instrument == Instrument::Info && (is_alert || selector.matchers.iter().any(picks));
        let own = found.metric.unit.clone();
        let (bounds, quantile) = bounds_of(found);
        Ty {
            value: ValueType::Vector,
            labels,
            instrument,
            unit: match instrument {
                Instrument::Bucket | Instrument::Count | Instrument::Info => Some(Unit::one()),
                _ => own.clone(),
            },
            observed: if instrument == Instrument::Bucket { own } else { None },
            metrics: BTreeSet::from([found.metric.name.clone()]),
            bounds,
            quantile,
            conditional,
            ..Ty::scalar(None)
        }
    }

    /// The metrics that a condition on their name finds, if the same labels can be on all of them.
    fn alike(&self, selector: &VectorSelector) -> Option<BTreeSet<String>> {
        let on_name = selector.matchers.iter().find(|matcher| matcher.label.value == "__name__")?;
        let pattern = Pattern::new(&on_name.value.value).filter(|_| on_name.op.value == MatchOp::Regex)?;
        let names =
            |metric: &Metric| metric.labels.iter().map(|label| label.name.clone()).collect::<BTreeSet<_>>();
        let own = self.vocabulary.metrics().iter().filter(|metric| metric.origin == Origin::Service);
        let found: Vec<&Metric> =
            own.filter(|metric| metric.series_names().any(|name| pattern.is_match(&name))).collect();
        let first = found.first()?;
        let alike = found.iter().all(|metric| metric.group == first.group && names(metric) == names(first));
        alike.then(|| {
            found
                .iter()
                .flat_map(|metric| metric.series_names())
                .filter(|name| pattern.is_match(name))
                .collect()
        })
    }

    /// Reports series that are told apart by the names of their metrics alone, where these are dropped.
    pub(super) fn equal_series(&mut self, span: Span, labels: &Labels) {
        let Some(names) = labels.several_names() else { return };
        let names = suggest::list(names.iter().map(String::as_str));
        let message = format!("this drops the names of {names}, and their series become equal");
        let diagnostic = Diagnostic::new(&rules::EQUAL_SERIES, span, message)
            .note("with two such series Prometheus refuses to evaluate the query");
        self.report(diagnostic.help("name one metric, or aggregate first: `sum by (instance) (…)`"));
    }

    fn unknown_metric(&mut self, name: &str, span: Span) {
        if self.vocabulary.has_open_metrics() {
            return;
        }
        let place = span;
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_METRIC, place, format!("nothing exports `{name}`"));
        let help = match self.vocabulary.metrics().get(name) {
            // The name of a histogram is no series.
            Some(metric) => {
                let series: Vec<_> = metric.series_names().collect();
                let all = suggest::list(series.iter().map(String::as_str));
                format!("it is a {}: its series are {all}", metric.kind.name())
            }
            None => match self.vocabulary.catalogue_with(name) {
                Some(catalogue) => {
                    format!("the catalogue `{catalogue}` has it: add `{catalogue}` to `outside`")
                }
                None => {
                    let known = self.vocabulary.series_names();
                    suggest::did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
                        "declare it under `metrics`, or name the catalogue it comes from under `outside`"
                            .into()
                    })
                }
            },
        };
        self.report(diagnostic.help(help));
    }
}

/// The sentence that says which labels there are.
pub(super) fn label_help(name: &str, of: &str, labels: &Labels) -> String {
    // Everything has a name, and nobody means that.
    let names = || labels.names().filter(|name| *name != "__name__");
    let known = || match names().next() {
        Some(_) => format!("{of} has the labels {}", suggest::list(names())),
        None => format!("{of} has no labels"),
    };
    suggest::did_you_mean(name, names()).unwrap_or_else(known)
}

/// How bad it is that something is said of a label that is not there, and changes nothing: that may be meant, unless it reads
/// like another one.
pub(super) fn harmless(name: &str, labels: &Labels) -> Severity {
    match suggest::nearest(name, labels.names()) {
        Some(_) => Severity::Warning,
        None => Severity::Note,
    }
}

fn labels_of(found: Series<'_>, vocabulary: &Vocabulary) -> Labels {
    let open_ended = |name: &str| name.ends_with('*');
    let own = &found.metric.labels;
    let is_open = vocabulary.has_open_targets() || own.iter().any(|label| open_ended(&label.name));
    let mut labels = if is_open { Labels::unknown() } else { Labels::none() };
    for label in vocabulary.target_labels(found.metric) {
        labels.set(&label.name, label.certain, Values::Domain(label.domain.clone()));
    }
    // Gauges that mirror the state of others leave out what these do not have; what is counted always has all its labels.
    let documented = if found.part.instrument.is_counter() { Documented::Always } else { Documented::Often };
    for label in own.iter().filter(|label| !open_ended(&label.name)) {
        // What others export changes with their version: only what we export ourselves is certain.
        let values = Values::Domain(label.domain.clone());
        match found.metric.origin {
            // Of an info metric a target has one series.
            Origin::Service if found.part.instrument == Instrument::Info => {
                labels.set(&label.name, true, values);
            }
            Origin::Service => labels.set_own(&label.name, values),
            Origin::Outside => labels.set_documented(&label.name, values, documented),
        }
    }
    if let Some(extra) = found.part.label {
        labels.set_own(extra, le::values(found));
    }
    labels.set("__name__", true, Values::Any);
    labels
}

/// What the values of a series can be, and those of a quantile if it is a bucket.
fn bounds_of(found: Series<'_>) -> (Bounds, Bounds) {
    let metric = found.metric;
    let bounds = match found.part.instrument {
        Instrument::Counter | Instrument::Bucket | Instrument::Count => Bounds::POSITIVE,
        Instrument::Info => Bounds::exactly(1.0),
        // The sum of observations that can be negative may be, too: of lengths of time and of sizes it is not.
        Instrument::Sum if is_size(metric) => Bounds::POSITIVE,
        _ => metric.range.as_ref().map_or(Bounds::ANY, |range| {
            let end = |end: Option<Number>, open| end.map_or(open, Number::to_f64);
            Bounds::new(end(range.low, f64::NEG_INFINITY), end(range.high, f64::INFINITY))
        }),
    };
    let quantile = match metric.buckets.as_deref() {
        // Prometheus gives the largest finite bound if the quantile lies beyond it, and takes zero for the lower end of
        // the first bucket if that one's bound is positive.
        Some(bounds @ [first, ..]) => {
            Bounds::new(first.to_f64().min(0.0), bounds.last().map_or(f64::INFINITY, |last| last.to_f64()))
        }
        _ if is_size(metric) => Bounds::POSITIVE,
        _ => Bounds::ANY,
    };
    (bounds, quantile)
}

/// Whether it observes lengths of time or sizes.
fn is_size(metric: &Metric) -> bool {
    let unit = metric.unit.as_ref();
    unit.is_some_and(|unit| *unit == Unit::seconds() || *unit == Unit::bytes())
}
