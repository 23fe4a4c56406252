//! What has passed of a period of the calendar. A range of PromQL is always as long; so it is as long as the longest period, and of
//! its moments those count that lie in the same period as now.

use super::share::{bad, quotient, recorded, series, windowed};
use crate::duration::Duration;
use crate::model::{Calendar, RATE_WINDOW, Service, Slo, SloWindow};
use crate::number::Number;
use crate::promql::build::{at_end, binary, binary_on_nothing, call, call_over, number, subquery};
use crate::promql::{BinaryOp, Expr, Func};

const WEEK: i64 = 7 * 24 * 3600;
/// The first Monday of 1970: the year began with a Thursday.
const FIRST_MONDAY: i64 = 4 * 24 * 3600;

/// The share of what is bad within a period of the calendar. A share that the author computes cannot be added up, so each moment of it counts the same.
pub(super) fn within(service: &Service, slo: &Slo, period: Calendar) -> Expr {
    let all = |func, name| over(func, (service, slo), period, &windowed(name, RATE_WINDOW));
    if bad(slo, RATE_WINDOW).is_none() {
        return all(Func::AvgOverTime, series::ERROR_RATIO);
    }
    let sum = |name| all(Func::SumOverTime, name);
    quotient(sum(series::BAD), sum(series::ALL))
}

/// What `func` makes of what is recorded of a short window, in all of this period: `sum_over_time` of the sums of its parts.
fn over(func: Func, (service, slo): (&Service, &Slo), period: Calendar, name: &str) -> Expr {
    let part = part(period);
    // A part that ends with a period is the last one of it. Within a subquery `time()` is the end of each part; only what is fixed to
    // the end is of now.
    let within = binary(call(Func::Time, Vec::new()), BinaryOp::Sub, number(Number::ONE));
    let within = call(Func::Vector, vec![within]);
    let now = at_end(recorded(service, slo, series::OBJECTIVE));
    let now = call(Func::Timestamp, vec![now.into()]);
    let is_now = binary_on_nothing(place(period, within), BinaryOp::Eq, place(period, now));
    let values = call_over(func, recorded(service, slo, name), part);
    let values = binary_on_nothing(values, BinaryOp::And, is_now);
    call(func, vec![subquery(values, SloWindow::Calendar(period).longest(), part)])
}

/// In parts of this length a period is added up, some seven hundred: promtool loads at most ten thousand samples for a query.
const fn part(period: Calendar) -> Duration {
    match period {
        Calendar::Week => Duration::from_secs(15 * 60),
        Calendar::Month => Duration::from_secs(3600),
        Calendar::Quarter => Duration::from_secs(3 * 3600),
    }
}

/// Which period a time is in, as a number that others within the longest period do not have.
fn place(period: Calendar, time: Expr) -> Expr {
    let seconds = |seconds| number(Number::integer(seconds));
    match period {
        Calendar::Week => {
            let since = binary(time, BinaryOp::Sub, seconds(FIRST_MONDAY));
            call(Func::Floor, vec![binary(since, BinaryOp::Div, seconds(WEEK))])
        }
        Calendar::Month => call(Func::Month, vec![time]),
        Calendar::Quarter => {
            let month = call(Func::Month, vec![time]);
            call(Func::Ceil, vec![binary(month, BinaryOp::Div, number(Number::integer(3)))])
        }
    }
}
