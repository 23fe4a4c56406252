//! The share of what is bad: over what is scraped, and over what is recorded of it.

use crate::duration::Duration;
use crate::model::{Indicator, RATE_WINDOW, Service, Slo};
use crate::number::Number;
use crate::promql::build::{aggregate_by, binary, call, call_over, matcher, number, paren, selector};
use crate::promql::{self, AggregateOp, BinaryOp, Expr, Func, MatchOp, VectorSelector};

/// Recorded series of every objective. The names of those that sloth records too are sloth's, so that dashboards made for it
/// find them.
pub(super) mod series {
    /// The share of what is bad, with the window behind it.
    pub(crate) const ERROR_RATIO: &str = "slo:sli_error:ratio_rate";
    /// The same with the period of the calendar behind it.
    pub(crate) const CALENDAR_RATIO: &str = "slo:sli_error:ratio_";
    /// What is bad, per second.
    pub(crate) const BAD: &str = "slo:bad_events:rate";
    /// What happens at all, per second.
    pub(crate) const ALL: &str = "slo:events:rate";
    /// The objective.
    pub(crate) const OBJECTIVE: &str = "slo:objective:ratio";
    /// What may be bad.
    pub(crate) const BUDGET: &str = "slo:error_budget:ratio";
    /// The window of the objective, in days.
    pub(crate) const PERIOD: &str = "slo:time_period:days";
    /// How many times the budget is burnt now.
    pub(crate) const BURN: &str = "slo:current_burn_rate:ratio";
    /// How many times the budget has been burnt in its window: 1 is all of it.
    pub(crate) const PERIOD_BURN: &str = "slo:period_burn_rate:ratio";
    /// What is left of the budget: 1 is all, and below 0 the objective is missed.
    pub(crate) const LEFT: &str = "slo:period_error_budget_remaining:ratio";
}

/// A recorded series of an objective.
pub(super) fn recorded(service: &Service, slo: &Slo, name: &str) -> VectorSelector {
    let own = [("service", service.name.as_str()), ("slo", slo.name.as_str())];
    selector(name, own.map(|(label, value)| matcher(label, MatchOp::Equal, value)).to_vec())
}

/// The name of a recorded series over a window.
pub(super) fn windowed(name: &str, window: Duration) -> String {
    format!("{name}{window}")
}

/// What happens at all, per second; nothing if nobody says what is counted.
pub(super) fn all(slo: &Slo, window: Duration) -> Option<Expr> {
    match &slo.indicator {
        Indicator::Apart { bad, good } => Some(together(slo, [bad, good], window)),
        indicator => indicator.all().first().map(|of| rate(slo, of, window)),
    }
}

fn rate(slo: &Slo, counters: &VectorSelector, window: Duration) -> Expr {
    aggregate_by(AggregateOp::Sum, &slo.by, call_over(Func::Rate, counters.clone(), window))
}

/// One kind of events; one that has never happened has no series, and is none of the others.
fn part(slo: &Slo, part: &VectorSelector, others: &VectorSelector, window: Duration) -> Expr {
    let none = binary(number(Number::ZERO), BinaryOp::Mul, rate(slo, others, window));
    binary(rate(slo, part, window), BinaryOp::Or, none)
}

/// Both kinds of events, each of which may never have happened.
fn together(slo: &Slo, [one, other]: [&VectorSelector; 2], window: Duration) -> Expr {
    let part = |kind, others| paren(part(slo, kind, others, window));
    binary(part(one, other), BinaryOp::Add, part(other, one))
}

/// What is bad, per second; nothing if the author computes only the share.
pub(super) fn bad(slo: &Slo, window: Duration) -> Option<Expr> {
    let rest = |of, good| binary(rate(slo, of, window), BinaryOp::Sub, good);
    match &slo.indicator {
        Indicator::Bad { bad, of: others } | Indicator::Apart { bad, good: others } => {
            Some(part(slo, bad, others, window))
        }
        Indicator::Good { good, of } => Some(rest(of, paren(part(slo, good, of, window)))),
        Indicator::Latency { bucket, of, .. } => Some(rest(of, rate(slo, bucket, window))),
        Indicator::Ratio { .. } => None,
    }
}

/// One over the other where there is another: without traffic there is no share, and not one that is no number.
pub(super) fn quotient(above: Expr, below: Expr) -> Expr {
    binary(above, BinaryOp::Div, paren(binary(below, BinaryOp::Gt, number(Number::ZERO))))
}

/// The share over what is scraped.
pub(super) fn scraped(slo: &Slo, window: Duration) -> Expr {
    let of_all = |above, of| quotient(above, rate(slo, of, window));
    let rest = |share| binary(number(Number::ONE), BinaryOp::Sub, share);
    match &slo.indicator {
        Indicator::Bad { bad, of } => of_all(paren(part(slo, bad, of, window)), of),
        Indicator::Good { good, of } => rest(of_all(paren(part(slo, good, of, window)), of)),
        Indicator::Apart { bad, good } => {
            quotient(paren(part(slo, bad, good, window)), together(slo, [bad, good], window))
        }
        Indicator::Latency { bucket, of, .. } => rest(of_all(rate(slo, bucket, window), of)),
        Indicator::Ratio { ratio, .. } => match promql::rewrite::over(ratio, window) {
            binary @ Expr::Binary(_) => paren(binary),
            other => other,
        },
    }
}

/// The share over what is recorded of short windows: all that was bad in the long one over all that there was.
pub(super) fn added_up(service: &Service, slo: &Slo, window: Duration) -> Expr {
    let sum = |name| {
        let rates = recorded(service, slo, &windowed(name, RATE_WINDOW));
        call_over(Func::SumOverTime, rates, window)
    };
    quotient(sum(series::BAD), sum(series::ALL))
}

/// The traffic over what is recorded of short windows.
pub(super) fn mean_traffic(service: &Service, slo: &Slo, window: Duration) -> Expr {
    call_over(Func::AvgOverTime, recorded(service, slo, &windowed(series::ALL, RATE_WINDOW)), window)
}

/// `absent(selector)`.
pub(super) fn absent(of: &VectorSelector) -> Expr {
    call(Func::Absent, vec![of.clone().into()])
}
