//! Queries as somebody would ask them who looks at a panel at its usual zoom.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::{self, DurationExpr, Expr, NumberLiteral, Variable, VisitMut, walk_mut};

/// The window of a query that has none of its own.
const WINDOW: Duration = Duration::from_secs(300);
/// What a panel shows when nobody has chosen a time: a day.
const RANGE: Duration = Duration::from_secs(86_400);

/// The query with values in place of variables; nothing if it has one that only a dashboard knows.
pub(super) fn filled(spec: &Spec, expr: &Expr, window: Option<Duration>) -> Option<String> {
    let mut filler = Filler { spec, window: window.unwrap_or(WINDOW), unknown: false };
    let mut expr = expr.clone();
    filler.expr(&mut expr);
    (!filler.unknown).then(|| promql::print(&expr))
}

struct Filler<'s> {
    spec: &'s Spec,
    window: Duration,
    /// Whether there was a variable that only a dashboard knows.
    unknown: bool,
}

impl Filler<'_> {
    fn length(&self, variable: &Variable) -> Option<Duration> {
        match variable.name.as_str() {
            "window" => Some(self.window),
            "__rate_interval" | "__interval" => {
                Some(Duration::from_millis(self.spec.service.scrape.interval.as_millis() * 4))
            }
            "__range" => Some(RANGE),
            _ => None,
        }
    }
}

impl VisitMut for Filler<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        if let Expr::Variable(variable) = expr {
            let constant = self.spec.constants.get(&variable.name).map(|constant| constant.value.to_f64());
            let length = || Some(self.length(variable)?.as_seconds().to_f64());
            let range = (variable.name == "__range_s").then(|| RANGE.as_seconds().to_f64());
            match constant.or_else(length).or(range) {
                Some(value) => {
                    *expr =
                        Expr::Number(NumberLiteral { span: variable.span, value, text: value.to_string() });
                }
                None => self.unknown = true,
            }
            return;
        }
        walk_mut(self, expr);
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        let DurationExpr::Variable(variable) = duration else { return };
        match self.length(variable) {
            Some(length) => {
                let literal = promql::Duration {
                    span: variable.span,
                    millis: length.as_millis(),
                    text: length.to_string(),
                };
                *duration = DurationExpr::Literal(literal);
            }
            None => self.unknown = true,
        }
    }
}
