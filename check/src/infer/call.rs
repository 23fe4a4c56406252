//! Function calls: what they do to labels, instrument and unit, and which make no sense of what they get.

use std::sync::Arc;

use super::{Checker, growth};
use crate::Diagnostic;
use crate::kind::{Instrument, Kind};
use crate::rules;
use crate::unit::{Nature, Unit};
use crate::{Bounds, Labels, Ty, Values};
use gaugewright_promql::{
    self as promql, BoundsOf, Call, Expr, Facts, Func, Function, LabelsOf, Reads, UnitOf, ValueType,
};

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Ty {
        let outer = self.in_quantile;
        self.in_quantile |= call.is(Func::HistogramQuantile);
        let args: Vec<Ty> = call.args.iter().map(|arg| self.expr(arg)).collect();
        self.in_quantile = outer;
        // The typing rules have refused a name that is none.
        let Some(function) = call.function() else { return Ty::unknown() };
        self.arguments(call, function, &args);
        self.looked_for(call);
        let returns = function.facts.returns;
        let is_vector = |arg: &&Ty| matches!(arg.value, ValueType::Vector | ValueType::Matrix);
        let Some(input) = args.iter().find(is_vector).cloned() else {
            if let (Func::Vector, Some(number)) = (function.func, args.into_iter().next()) {
                return Ty { value: returns, literal: None, ..number };
            }
            return Ty { value: returns, ..without_input(&function.facts) };
        };
        self.counter_function(call, function, &input);
        if function.facts.labels == LabelsOf::WithoutName {
            self.equal_series(call.span, &input.labels);
        }
        let labels = self.labels_after(call, &function.facts, &input);
        let (instrument, unit) = after(&function.facts, &input);
        let conditional = input.conditional || function.facts.labels == LabelsOf::OfMatchers;
        let bounds = bounds_after(&function.facts, &args, &input);
        let growth = growth::after_call(&function.facts, &input);
        Ty { value: returns, labels, conditional, growth, literal: None, ..input }
            .measuring(instrument, unit)
            .within(bounds)
    }

    fn counter_function(&mut self, call: &Call, function: &Function, input: &Ty) {
        if function.facts.reads != Reads::Growth {
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
        // A moment that lies later and later only grows.
        let is_moment = input.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp);
        let kind = match input.instrument {
            Instrument::Gauge if is_moment => return,
            Instrument::Gauge => "a gauge",
            Instrument::Info => "an info metric",
            Instrument::Quantile => "a quantile",
            _ => return,
        };
        let name = function.name;
        let replacement = if function.facts.unit == UnitOf::PerSecond { Func::Deriv } else { Func::Delta };
        let replacement = replacement.name();
        let diagnostic = Diagnostic::new(
            &rules::RATE_OVER_GAUGE,
            call.name.span,
            format!("`{name}` over `{}`, which is {kind}", **metric),
        )
        .also(metric.span, format!("{kind}: it goes up and down"))
        .note(format!("`{name}` treats every decrease as a counter reset, so the result is far too large"))
        .help(format!("`{replacement}` is the function for gauges; or use the gauge itself"));
        self.report(diagnostic);
    }

    fn labels_after(&mut self, call: &Call, facts: &Facts, input: &Ty) -> Labels {
        let mut labels = input.labels.clone();
        let text = |index: usize| match call.args.get(index).map(Expr::without_parens) {
            Some(Expr::String(literal)) => Some(literal.value.as_str()),
            _ => None,
        };
        match facts.labels {
            LabelsOf::WithoutName => labels.remove("__name__"),
            LabelsOf::All => {}
            LabelsOf::WithoutBuckets => {
                self.needs_buckets(call, input);
                labels.remove("le");
                labels.remove("__name__");
            }
            LabelsOf::Replaced => {
                // It only writes where the regular expression matches.
                let Some(target) = text(1) else { return Labels::unknown() };
                let certain = labels.get(target).is_some_and(|presence| presence.certain);
                // A text that may turn out empty takes the label away.
                let stays = text(2).is_some_and(|with| !with.is_empty() && !with.contains('$'));
                labels.set(target, certain && stays, Values::Any);
            }
            LabelsOf::Joined => {
                let Some(target) = text(1) else { return Labels::unknown() };
                let separated = text(2).is_some_and(|separator| !separator.is_empty()) && call.args.len() > 4;
                let certain = |index| {
                    let source = text(index).and_then(|source| input.labels.get(source));
                    source.is_some_and(|source| source.certain)
                };
                let certain = separated || (3..call.args.len()).any(certain);
                labels.set(target, certain, Values::Any);
            }
            LabelsOf::OfMatchers => return absent_labels(call),
            LabelsOf::None => return Labels::none(),
            LabelsOf::Unknown => return Labels::unknown(),
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
        // VictoriaMetrics has buckets of its own, and takes quantiles of them.
        if input.labels.may_have("vmrange") {
            return;
        }
        if known && !input.labels.may_have("le") {
            let diagnostic = Diagnostic::new(
                &rules::LOST_LE,
                place,
                "the argument of the quantile is not a histogram bucket",
            )
            .help("use the series of a histogram that end in `_bucket`");
            self.report(diagnostic);
        } else if !input.labels.may_have("le") && is_of_buckets(call, input) {
            let diagnostic = Diagnostic::new(
                &rules::LOST_LE,
                place,
                "these buckets have lost `le`, so the quantile is always empty",
            )
            .also(call.name.span, "needs `le` to tell the buckets apart")
            .help("keep it: `sum by (le, …) (rate(…_bucket[5m]))`");
            self.report(diagnostic);
        }
    }
}

/// Whether it is known that buckets are read: a histogram that nobody has declared may be a native one, whose series have no `le`.
fn is_of_buckets(call: &Call, input: &Ty) -> bool {
    let suffix = Kind::Histogram.suffix(Instrument::Bucket);
    let mut names = call.args.iter().flat_map(Expr::series_names);
    input.instrument == Instrument::Bucket || names.any(|name| name.contains(suffix))
}

fn without_input(facts: &Facts) -> Ty {
    let bounds = match facts.bounds {
        BoundsOf::Between(low, high) => Bounds::new(low, high),
        _ => Bounds::ANY,
    };
    Ty::scalar(own_unit(facts.unit)).within(bounds)
}

/// The unit of a result that does not depend on the input.
fn own_unit(unit: UnitOf) -> Option<Unit> {
    match unit {
        UnitOf::Number => Some(Unit::one()),
        UnitOf::Seconds => Some(Unit::seconds()),
        UnitOf::Timestamp => Some(Unit::timestamp()),
        _ => None,
    }
}

/// What the values of a call can be.
fn bounds_after(facts: &Facts, args: &[Ty], input: &Ty) -> Bounds {
    let inner = input.bounds;
    let number = |index: usize| args.get(index).map_or(Bounds::ANY, |arg| arg.bounds);
    // Outside of 0 to 1 a quantile is infinite.
    let is_quantile = || number(0).both(Bounds::SHARE) == number(0);
    match facts.bounds {
        BoundsOf::Between(low, high) => Bounds::new(low, high),
        BoundsOf::Input => inner,
        // They read every fall as a restart from zero, so what they see never shrinks, unless it was below zero.
        // Whatever a value is rounded to, zero stays.
        BoundsOf::Growth | BoundsOf::Round if inner.low >= 0.0 => Bounds::POSITIVE,
        BoundsOf::Sum => inner.summed(),
        BoundsOf::Observed if is_quantile() => input.quantile,
        BoundsOf::Quantile if is_quantile() => inner,
        BoundsOf::Abs => inner.abs(),
        BoundsOf::Ceil => inner.map(f64::ceil),
        BoundsOf::Floor => inner.map(f64::floor),
        BoundsOf::Sign => inner.map(|end| if end == 0.0 { 0.0 } else { end.signum() }),
        BoundsOf::AtLeast => inner.at_least(number(1)),
        BoundsOf::AtMost => inner.at_most(number(1)),
        BoundsOf::Clamp => inner.at_least(number(1)).at_most(number(2)),
        BoundsOf::Any | BoundsOf::Growth | BoundsOf::Observed | BoundsOf::Quantile | BoundsOf::Round => {
            Bounds::ANY
        }
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

fn after(facts: &Facts, input: &Ty) -> (Instrument, Option<Unit>) {
    let unit = input.unit.clone();
    let unit = match facts.unit {
        UnitOf::Input => unit,
        UnitOf::PerSecond => unit.and_then(|unit| unit.over(&Unit::seconds())),
        // What is left of a difference of two moments is a length of time.
        UnitOf::Difference => unit.map(|unit| if unit == Unit::timestamp() { Unit::seconds() } else { unit }),
        UnitOf::Observed => input.observed.clone(),
        own => own_unit(own),
    };
    let is_growth = matches!(facts.reads, Reads::Growth | Reads::Course);
    let is_value = facts.unit == UnitOf::Input && facts.returns == ValueType::Vector;
    let instrument = match input.instrument {
        // Buckets stay buckets, for `histogram_quantile`; everything else is now a momentary value.
        Instrument::Bucket if is_growth => Instrument::Bucket,
        _ if facts.bounds == BoundsOf::Observed => Instrument::Quantile,
        same if is_value && input.value == ValueType::Vector => same,
        _ => Instrument::Gauge,
    };
    (instrument, unit)
}
