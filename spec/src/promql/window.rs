//! A query over a window that is not yet fixed.

use super::ast::{self, DurationExpr, Expr, NumberLiteral};
use super::visit::{VisitMut, walk_mut};
use crate::duration::Duration;

/// The query with this window in the place of `$window`; where that stands for a number, it is one of seconds.
#[must_use]
pub fn over(expr: &Expr, window: Duration) -> Expr {
    let mut filled = expr.clone();
    Filler(window).expr(&mut filled);
    filled
}

struct Filler(Duration);

impl VisitMut for Filler {
    fn expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Variable(variable) if variable.name == "window" => {
                let seconds = self.0.as_seconds();
                let (span, value, text) = (variable.span, seconds.to_f64(), seconds.to_string());
                *expr = Expr::Number(NumberLiteral { span, value, text });
            }
            _ => walk_mut(self, expr),
        }
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        if let DurationExpr::Variable(variable) = duration
            && variable.name == "window"
        {
            let (span, millis, text) = (variable.span, self.0.as_millis(), self.0.to_string());
            *duration = DurationExpr::Literal(ast::Duration { span, millis, text });
        }
    }
}
