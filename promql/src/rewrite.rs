//! Changes to a tree.

use crate::ast::{DurationExpr, Expr, Matcher, NumberLiteral, Variable, VectorSelector};
use crate::build::{self, duration_at, number_at};
use crate::duration::Duration;
use crate::number::Number;
use crate::operator::BinaryOp;
use crate::visit::{VisitMut, walk_mut};
use gaugewright_base::Span;

/// The variable of Grafana that is the window of a rate at the zoom of a panel.
pub const RATE_INTERVAL: &str = "__rate_interval";
/// The same as a number of milliseconds; only that is a number and not a duration.
pub const RATE_INTERVAL_MS: &str = "__rate_interval_ms";
/// The variable of a spec that stands for the window of wherever a query is used.
pub const WINDOW: &str = "window";

/// What takes the place of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number; where a duration is needed the variable stays.
    Number(Number),
    /// A length of time; where a number is needed, its seconds.
    Duration(Duration),
    /// [`RATE_INTERVAL`]; where a number is needed, its seconds.
    RateInterval,
}

/// The query with values in the place of those variables that have one. Those behind `@`, in names and inside of strings stay.
#[must_use]
pub fn substitute(expr: &Expr, value: impl FnMut(&str) -> Option<Value>) -> Expr {
    let mut expr = expr.clone();
    Substitution(value).expr(&mut expr);
    expr
}

/// The query with this window in the place of `$window`.
#[must_use]
pub fn over(expr: &Expr, window: Duration) -> Expr {
    substitute(expr, |name| (name == WINDOW).then_some(Value::Duration(window)))
}

/// The query with a fixed window in the place of [`RATE_INTERVAL`], its seconds included.
#[must_use]
pub fn without_rate_interval(expr: &Expr, window: Duration) -> Expr {
    let mut expr = expr.clone();
    Fixed(window).expr(&mut expr);
    expr
}

/// Changes every selector of series, also those below a range.
pub fn selectors(expr: &mut Expr, change: impl FnMut(&mut VectorSelector)) {
    struct Each<F>(F);
    impl<F: FnMut(&mut VectorSelector)> VisitMut for Each<F> {
        fn selector(&mut self, selector: &mut VectorSelector) {
            (self.0)(selector);
        }
    }
    Each(change).expr(expr);
}

/// Changes every condition on a label.
pub fn matchers(expr: &mut Expr, change: impl FnMut(&mut Matcher)) {
    let mut change = change;
    selectors(expr, |selector| selector.matchers.iter_mut().for_each(&mut change));
}

struct Substitution<F>(F);

impl<F: FnMut(&str) -> Option<Value>> VisitMut for Substitution<F> {
    fn expr(&mut self, expr: &mut Expr) {
        let Expr::Variable(variable) = expr else { return walk_mut(self, expr) };
        let span = variable.span;
        match (self.0)(&variable.name) {
            Some(Value::Number(number)) => *expr = number_at(number, span),
            Some(Value::Duration(duration)) => *expr = number_at(duration.as_seconds(), span),
            Some(Value::RateInterval) => {
                let millis = Variable::new(RATE_INTERVAL_MS.into(), span);
                let thousand = number_at(Number::integer(1000), span);
                *expr = build::paren(build::binary(Expr::Variable(millis), BinaryOp::Div, thousand));
            }
            None => {}
        }
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        let variable = match duration {
            DurationExpr::Variable(variable) => variable,
            DurationExpr::Computed(expr) => return InDuration(&mut self.0).expr(expr),
            DurationExpr::Literal(_) => return,
        };
        match (self.0)(&variable.name) {
            Some(Value::Duration(length)) => *duration = duration_at(length, variable.span),
            Some(Value::RateInterval) => {
                *variable = Variable::new(RATE_INTERVAL.into(), variable.span);
            }
            Some(Value::Number(_)) | None => {}
        }
    }
}

/// The parts that a duration is computed of.
struct InDuration<'f, F>(&'f mut F);

impl<F: FnMut(&str) -> Option<Value>> VisitMut for InDuration<'_, F> {
    fn expr(&mut self, expr: &mut Expr) {
        let Expr::Variable(variable) = expr else { return walk_mut(self, expr) };
        let span = variable.span;
        match (self.0)(&variable.name) {
            Some(Value::Number(number)) => *expr = number_at(number, span),
            Some(Value::Duration(length)) => *expr = length_at(length, span),
            Some(Value::RateInterval) => {
                *variable = Variable::new(RATE_INTERVAL.into(), variable.span);
            }
            None => {}
        }
    }
}

/// A length of time where what is computed is a duration.
fn length_at(length: Duration, span: Span) -> Expr {
    let value = length.as_seconds().to_f64();
    Expr::Number(NumberLiteral { span, value, text: length.to_string() })
}

struct Fixed(Duration);

impl VisitMut for Fixed {
    fn expr(&mut self, expr: &mut Expr) {
        if let Expr::Paren(paren) = expr
            && is_seconds_of_rate_interval(&paren.expr)
        {
            *expr = number_at(self.0.as_seconds(), paren.span);
            return;
        }
        walk_mut(self, expr);
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        if duration.is_variable(RATE_INTERVAL) {
            *duration = duration_at(self.0, duration.span());
        } else if let DurationExpr::Computed(expr) = duration {
            let window = self.0;
            InDuration(&mut |name: &str| (name == RATE_INTERVAL).then_some(Value::Duration(window)))
                .expr(expr);
        }
    }
}

/// `$__rate_interval_ms / 1000`, as [`substitute`] writes it.
fn is_seconds_of_rate_interval(expr: &Expr) -> bool {
    let Expr::Binary(binary) = expr else { return false };
    matches!(&binary.lhs, Expr::Variable(variable) if variable.name == RATE_INTERVAL_MS)
        && binary.op.value == BinaryOp::Div
        && matches!(&binary.rhs, Expr::Number(number) if number.text == "1000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, parse, print};

    fn tree(query: &str) -> Expr {
        parse(query, Dialect { variables: true }).unwrap()
    }

    #[test]
    fn variables_become_what_their_place_takes() {
        let query = tree("increase(x[${window}] offset $window) / $window > $limit and y @ $window");
        let fixed = over(&query, Duration::from_millis(90_000));
        assert_eq!(print(&fixed), "increase(x[1m30s] offset 1m30s) / 90 > $limit and y @ $window");
        let zoomed = substitute(&query, |name| match name {
            "window" => Some(Value::RateInterval),
            _ => Some(Value::Number(Number::fraction(1, 4)?)),
        });
        assert_eq!(
            print(&zoomed),
            "increase(x[$__rate_interval] offset $__rate_interval) / ($__rate_interval_ms / 1000) > 0.25 and y @ $window"
        );
        let fixed = without_rate_interval(&zoomed, Duration::from_secs(60));
        assert_eq!(print(&fixed), "increase(x[1m] offset 1m) / 60 > 0.25 and y @ $window");
    }

    #[test]
    fn durations_that_are_computed_have_variables() {
        let query = tree("rate(x[2 * $window]) > max_over_time(y[$n * 1m:min_of($window, step())])");
        let fixed = over(&query, Duration::from_secs(90));
        assert_eq!(print(&fixed), "rate(x[2 * 1m30s]) > max_over_time(y[$n * 1m:min_of(1m30s, step())])");
        let zoomed = substitute(&query, |name| (name == "window").then_some(Value::RateInterval));
        assert_eq!(print(&without_rate_interval(&zoomed, Duration::from_secs(90))), print(&fixed));
    }

    #[test]
    fn every_selector_is_reached() {
        let mut query = tree("a / sum(rate(b{x=\"1\"}[5m])) + max_over_time(c[1h:1m])");
        selectors(&mut query, |selector| {
            selector.matchers.push(build::matcher("job", crate::MatchOp::Equal, "shop"));
        });
        matchers(&mut query, |matcher| matcher.value.value.push('!'));
        assert_eq!(
            print(&query),
            "a{job=\"shop!\"} / sum(rate(b{x=\"1!\",job=\"shop!\"}[5m])) + max_over_time(c{job=\"shop!\"}[1h:1m])"
        );
    }
}
