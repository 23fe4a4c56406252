//! The windows of a query.

use std::collections::BTreeSet;

use crate::duration::Duration;
use crate::promql::{
    self, Binary, BinaryOp, Call, DurationExpr, Expr, NumberLiteral, Variable, Visit, VisitMut, walk,
    walk_mut,
};

/// Grafana's window that follows the zoom.
const ZOOM: &str = "__rate_interval";

/// Whether a query follows the zoom.
pub(super) fn follows_zoom(expr: &Expr) -> bool {
    struct Zoom(bool);
    impl Visit for Zoom {
        fn variable(&mut self, variable: &Variable) {
            self.0 |= variable.name == ZOOM || variable.name == "__rate_interval_ms";
        }
    }
    let mut zoom = Zoom(false);
    zoom.expr(expr);
    zoom.0
}

/// The query with a fixed window instead of the one that follows the zoom.
pub(super) fn fixed(expr: &Expr, window: Duration) -> Expr {
    let mut fixed = expr.clone();
    Fixer(window).expr(&mut fixed);
    fixed
}

struct Fixer(Duration);

impl VisitMut for Fixer {
    fn expr(&mut self, expr: &mut Expr) {
        if let Expr::Paren(paren) = expr
            && let Expr::Binary(seconds) = &paren.expr
            && is_seconds_of_zoom(seconds)
        {
            let seconds = self.0.as_seconds();
            let (value, text) = (seconds.to_f64(), seconds.to_string());
            *expr = Expr::Number(NumberLiteral { span: paren.span, value, text });
            return;
        }
        walk_mut(self, expr);
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        if let DurationExpr::Variable(variable) = duration
            && variable.name == ZOOM
        {
            *duration = DurationExpr::Literal(promql::Duration {
                span: variable.span,
                millis: self.0.as_millis(),
                text: self.0.to_string(),
            });
        }
    }
}

/// `$__rate_interval_ms / 1000`: what `$window` is as a number in a panel.
fn is_seconds_of_zoom(binary: &Binary) -> bool {
    matches!(&binary.lhs, Expr::Variable(variable) if variable.name == "__rate_interval_ms")
        && binary.op.value == BinaryOp::Div
        && matches!(&binary.rhs, Expr::Number(number) if number.text == "1000")
}

/// Whether a variable is left that only Grafana knows.
pub(super) fn has_variables(expr: &Expr) -> bool {
    struct Any(bool);
    impl Visit for Any {
        fn variable(&mut self, _: &Variable) {
            self.0 = true;
        }
        fn matcher(&mut self, matcher: &promql::Matcher) {
            // Grafana fills them into texts, too. A dollar sign at the end of a pattern is none.
            let value = &matcher.value.value;
            self.0 |= value.match_indices('$').any(|(at, _)| {
                value[at + 1..].starts_with(|next: char| next == '{' || next == '_' || next.is_alphabetic())
            });
        }
    }
    let mut any = Any(false);
    any.expr(expr);
    any.0
}

/// Every function over a range with the length of its range, where that is known.
pub(super) fn ranges(expr: &Expr) -> BTreeSet<(String, Duration)> {
    #[derive(Default)]
    struct Ranges(BTreeSet<(String, Duration)>);
    impl Visit for Ranges {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Call(call) = expr {
                let Call { name, args, .. } = &**call;
                let range = args.iter().find_map(|arg| match arg.without_parens() {
                    Expr::Range(range) => range.range.millis(),
                    Expr::Subquery(subquery) => subquery.range.millis(),
                    _ => None,
                });
                self.0.extend(range.map(|millis| (name.value.clone(), Duration::from_millis(millis))));
            }
            walk(self, expr);
        }
    }
    let mut ranges = Ranges::default();
    ranges.expr(expr);
    ranges.0
}

/// The longest window of a query; no time at all if it has none.
pub(crate) fn longest(expr: &Expr) -> Duration {
    ranges(expr).into_iter().map(|(_, window)| window).max().unwrap_or_default()
}
