//! Function calls: what they do to labels, instrument and unit, and which make no sense of what they get.

use std::sync::Arc;

use super::{Bounds, Checker, Growth, Labels, Ty, Values};
use crate::diagnostic::Diagnostic;
use crate::kind::Instrument;
use crate::lint::rules;
use crate::promql::{self, Call, Expr, ValueType};
use crate::unit::Unit;

/// Functions that read growth: they take a fall for a restart.
const FOR_COUNTERS: &[&str] = &["rate", "irate", "increase"];
/// Functions that read a course up and down.
const FOR_GAUGES: &[&str] = &["delta", "idelta", "deriv", "predict_linear"];
/// Functions that leave the name of the metric.
const KEEPS_NAME: &[&str] = &[
    "last_over_time",
    "label_replace",
    "label_join",
    "sort",
    "sort_desc",
    "sort_by_label",
    "sort_by_label_desc",
];
/// Functions whose result has no unit of its input.
const PURE: &[&str] = &[
    "exp",
    "ln",
    "log2",
    "log10",
    "sin",
    "cos",
    "tan",
    "sgn",
    "day_of_week",
    "hour",
    "minute",
    "month",
    "year",
];

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Ty {
        let name = call.name.as_str();
        let outer = self.in_quantile;
        self.in_quantile |= name == "histogram_quantile";
        let args: Vec<Ty> = call.args.iter().map(|arg| self.expr(arg)).collect();
        self.in_quantile = outer;
        self.arguments(call, &args);
        let function = promql::function(name);
        let returns = function.map_or(ValueType::Vector, |function| function.returns);
        // The vector that a function works on is its last argument that is one.
        let input = args.iter().rev().find(|arg| matches!(arg.value, ValueType::Vector | ValueType::Matrix));
        let input = match name {
            "histogram_quantile" | "quantile_over_time" => args.last(),
            _ => args.iter().find(|arg| matches!(arg.value, ValueType::Vector | ValueType::Matrix)).or(input),
        };
        let Some(input) = input.cloned() else {
            if let ("vector", Some(number)) = (name, args.into_iter().next()) {
                return Ty { value: returns, literal: None, ..number };
            }
            return Ty { value: returns, ..without_input(name) };
        };
        self.counter_function(call, &input);
        let labels = self.labels_after(call, &input);
        let (instrument, unit) = after(name, &input);
        let conditional = input.conditional || name.starts_with("absent");
        let bounds = bounds_after(call, &args, &input);
        let growth = Growth::after(name, &input);
        Ty { value: returns, labels, conditional, growth, literal: None, ..input }
            .measuring(instrument, unit)
            .within(bounds)
    }

    fn counter_function(&mut self, call: &Call, input: &Ty) {
        let name = call.name.as_str();
        if !FOR_COUNTERS.contains(&name) {
            return;
        }
        // Only a selector tells for sure what the series are: an aggregate of counters is for another rule.
        let what = match call.args.first().map(Expr::without_parens) {
            Some(Expr::Range(range)) => range.selector.name.as_ref(),
            _ => None,
        };
        let Some(metric) = what else { return };
        if let Some(recorded) = self.vocabulary.recorded(metric) {
            self.growth_of_recorded(call, metric, recorded);
            return;
        }
        let kind = match input.instrument {
            Instrument::Gauge => "a gauge",
            Instrument::Info => "an info metric",
            Instrument::Quantile => "a quantile",
            _ => return,
        };
        let replacement = if name == "increase" { "delta" } else { "deriv" };
        let diagnostic = Diagnostic::new(
            &rules::RATE_OVER_GAUGE,
            self.place(call.name.span),
            format!("`{name}` over `{}`, which is {kind}", **metric),
        )
        .also(self.place(metric.span), format!("{kind}: it goes up and down"))
        .note(format!("`{name}` takes every fall for a restart from zero, so the result is far too large"))
        .help(format!("`{replacement}` reads the course of a gauge; or show the gauge itself"));
        self.report(diagnostic);
    }

    fn labels_after(&mut self, call: &Call, input: &Ty) -> Labels {
        let mut labels = input.labels.clone();
        let text = |index: usize| match call.args.get(index).map(Expr::without_parens) {
            Some(Expr::String(literal)) => Some(literal.value.as_str()),
            _ => None,
        };
        match call.name.as_str() {
            "histogram_quantile" => {
                self.needs_buckets(call, input);
                labels.remove("le");
            }
            "label_replace" => match text(1) {
                // It only writes where the regular expression matches.
                Some(target) => {
                    let certain = labels.get(target).is_some_and(|presence| presence.certain);
                    // A text that may turn out empty takes the label away.
                    let stays = text(2).is_some_and(|with| !with.is_empty() && !with.contains('$'));
                    labels.set(target, certain && stays, Values::Any);
                }
                None => return Labels::unknown(),
            },
            "label_join" => match text(1) {
                Some(target) => {
                    let separated =
                        text(2).is_some_and(|separator| !separator.is_empty()) && call.args.len() > 4;
                    let certain = |index| {
                        text(index)
                            .and_then(|source| input.labels.get(source))
                            .is_some_and(|source| source.certain)
                    };
                    let certain = separated || (3..call.args.len()).any(certain);
                    labels.set(target, certain, Values::Any);
                }
                None => return Labels::unknown(),
            },
            "absent" | "absent_over_time" => return absent_labels(call),
            "scalar" => return Labels::none(),
            _ => {}
        }
        if !KEEPS_NAME.contains(&call.name.as_str()) {
            labels.remove("__name__");
        }
        labels
    }

    fn needs_buckets(&mut self, call: &Call, input: &Ty) {
        let known = matches!(
            input.instrument,
            Instrument::Gauge
                | Instrument::Counter
                | Instrument::Sum
                | Instrument::Count
                | Instrument::Quantile
        ) && !input.metrics.is_empty();
        let place = call.args.last().map_or(call.span, Expr::span);
        if known && !input.labels.may_have("le") {
            let diagnostic = Diagnostic::new(
                &rules::LOST_LE,
                self.place(place),
                "these are no histogram buckets, so there is no quantile of them",
            )
            .help("use the series of a histogram that end in `_bucket`");
            self.report(diagnostic);
        } else if !input.labels.may_have("le") {
            let diagnostic = Diagnostic::new(
                &rules::LOST_LE,
                self.place(place),
                "these buckets have lost `le`, so the quantile is always empty",
            )
            .also(self.place(call.name.span), "needs `le` to tell the buckets apart")
            .help("keep it: `sum by (le, …) (rate(…_bucket[5m]))`");
            self.report(diagnostic);
        }
    }
}

fn without_input(name: &str) -> Ty {
    match name {
        "time" => Ty::scalar(Some(Unit::timestamp())).within(Bounds::POSITIVE),
        "pi" => Ty::scalar(Some(Unit::one())).within(Bounds::exactly(std::f64::consts::PI)),
        _ => Ty::scalar(None),
    }
}

/// What the values of a call can be.
fn bounds_after(call: &Call, args: &[Ty], input: &Ty) -> Bounds {
    let name = call.name.as_str();
    let inner = input.bounds;
    let number = |index: usize| args.get(index).map_or(Bounds::ANY, |arg| arg.bounds);
    match name {
        // They read every fall as a restart from zero, so what they see never shrinks, unless it was below zero.
        "rate" | "irate" | "increase" if inner.low < 0.0 => Bounds::ANY,
        "rate" | "irate" | "increase" | "changes" | "resets" | "stddev_over_time" | "stdvar_over_time" => {
            Bounds::POSITIVE
        }
        "count_over_time" => Bounds::new(1.0, f64::INFINITY),
        "absent" | "absent_over_time" | "present_over_time" => Bounds::exactly(1.0),
        "sum_over_time" => inner.summed(),
        "avg_over_time" | "min_over_time" | "max_over_time" | "last_over_time" | "first_over_time"
        | "sort" | "sort_desc" | "sort_by_label" | "sort_by_label_desc" | "label_replace" | "label_join"
        | "scalar" => inner,
        // Outside of 0 to 1 a quantile is infinite.
        "histogram_quantile" if number(0).both(Bounds::SHARE) == number(0) => input.quantile,
        "quantile_over_time" if number(0).both(Bounds::SHARE) == number(0) => inner,
        "histogram_fraction" => Bounds::SHARE,
        "abs" => inner.abs(),
        "ceil" => inner.map(f64::ceil),
        "floor" => inner.map(f64::floor),
        "sgn" => inner.map(|end| if end == 0.0 { 0.0 } else { end.signum() }),
        "sqrt" | "exp" | "timestamp" => Bounds::POSITIVE,
        "clamp_min" => inner.at_least(number(1)),
        "clamp_max" => inner.at_most(number(1)),
        "clamp" => inner.at_least(number(1)).at_most(number(2)),
        "hour" => Bounds::new(0.0, 23.0),
        "minute" => Bounds::new(0.0, 59.0),
        "day_of_week" => Bounds::new(0.0, 6.0),
        "day_of_month" => Bounds::new(1.0, 31.0),
        "day_of_year" => Bounds::new(1.0, 366.0),
        "days_in_month" => Bounds::new(28.0, 31.0),
        "month" => Bounds::new(1.0, 12.0),
        _ => Bounds::ANY,
    }
}

/// `absent` gives the labels that its matchers fix.
fn absent_labels(call: &Call) -> Labels {
    let selector = match call.args.first().map(Expr::without_parens) {
        Some(Expr::Vector(selector)) => selector,
        Some(Expr::Range(range)) => &range.selector,
        _ => return Labels::none(),
    };
    let mut labels = Labels::none();
    for (index, matcher) in selector.matchers.iter().enumerate() {
        let name = matcher.label.value.as_str();
        let equal = |matcher: &promql::Matcher| matcher.op.value == promql::MatchOp::Equal;
        let mut before = selector.matchers[..index].iter();
        let again = before.any(|before| before.label.value == name && equal(before));
        let value = &matcher.value.value;
        // A further condition on a label takes it away again; an empty value is no label.
        if equal(matcher) && !again && !value.is_empty() && name != "__name__" {
            let values = if value.contains('$') {
                Values::Any
            } else {
                Values::Only(Arc::new([value.clone()].into()))
            };
            labels.set(name, true, values);
        } else {
            labels.remove(name);
        }
    }
    labels
}

fn after(name: &str, input: &Ty) -> (Instrument, Option<Unit>) {
    let unit = input.unit.clone();
    let per_second = || unit.as_ref().and_then(|unit| unit.over(&Unit::seconds()));
    if FOR_COUNTERS.contains(&name) || FOR_GAUGES.contains(&name) {
        let unit = match name {
            "rate" | "irate" | "deriv" => per_second(),
            // What is left of a difference of two moments is a length of time.
            "delta" | "idelta" => {
                unit.map(|unit| if unit == Unit::timestamp() { Unit::seconds() } else { unit })
            }
            _ => unit,
        };
        // Buckets stay buckets, for `histogram_quantile`; everything else is now a momentary value.
        let instrument =
            if input.instrument == Instrument::Bucket { Instrument::Bucket } else { Instrument::Gauge };
        return (instrument, unit);
    }
    match name {
        "histogram_quantile" => (Instrument::Gauge, input.observed.clone()),
        "absent" | "absent_over_time" | "changes" | "resets" | "count_over_time" | "present_over_time" => {
            (Instrument::Gauge, Some(Unit::one()))
        }
        "timestamp" => (Instrument::Gauge, Some(Unit::timestamp())),
        "scalar" => (Instrument::Gauge, unit),
        "stdvar_over_time" | "sqrt" => (Instrument::Gauge, None),
        _ if PURE.contains(&name) => (Instrument::Gauge, Some(Unit::one())),
        _ if name.ends_with("_over_time") => (Instrument::Gauge, unit),
        _ => (input.instrument, unit),
    }
}
