//! One form for queries that mean the same: parentheses, the spelling of numbers and durations, and the order of
//! matchers and of labels say nothing.

use crate::ast::{DurationExpr, Expr, Matcher, Variable, VectorSelector};
use crate::duration::Duration;
use crate::print::print;
use crate::visit::{VisitMut, walk_mut};

/// The text of a query in that form. Queries with equal texts give equal values; others may, too.
pub fn normal(expr: &Expr) -> String {
    let mut expr = expr.clone();
    Normal.expr(&mut expr);
    print(&expr)
}

struct Normal;

impl VisitMut for Normal {
    fn expr(&mut self, expr: &mut Expr) {
        while let Expr::Paren(paren) = expr {
            *expr = paren.expr.clone();
        }
        match expr {
            Expr::Number(number) => number.text = number.value.to_string(),
            Expr::Aggregate(aggregate) => {
                if let Some(grouping) = &mut aggregate.grouping {
                    grouping.labels.sort_by(|a, b| a.value.cmp(&b.value));
                }
            }
            _ => {}
        }
        walk_mut(self, expr);
    }

    fn selector(&mut self, selector: &mut VectorSelector) {
        let key = |matcher: &Matcher| (matcher.label.value.clone(), matcher.value.value.clone());
        selector.matchers.sort_by_key(key);
        if selector.matchers.is_empty() && selector.name.is_some() {
            selector.braces = None;
        }
        self.modifiers(&mut selector.modifiers);
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        match duration {
            DurationExpr::Literal(literal) => {
                literal.text = Duration::from_millis(literal.millis).to_string();
            }
            DurationExpr::Variable(variable) => variable.braced = false,
        }
    }

    fn variable(&mut self, variable: &mut Variable) {
        variable.braced = variable.format.is_some();
    }
}

#[cfg(test)]
mod tests {
    use super::normal;
    use crate::{Dialect, parse};

    #[test]
    fn spellings_of_one_query_are_equal() {
        let text = |query: &str| normal(&parse(query, Dialect { variables: true }).unwrap());
        for (a, b) in [
            (
                "sum by (a, b) (rate(x_total{c='1', d=\"2\"}[60s]))",
                "(sum(rate(x_total{d='2',c='1'}[1m])) by (b,a))",
            ),
            ("x{} * (2.50)", "x * 2.5"),
            ("rate(x[${window}])", "rate((x[$window]))"),
        ] {
            assert_eq!(text(a), text(b));
        }
        for (a, b) in
            [("(a - b) - c", "a - (b - c)"), ("sum by (a) (x)", "sum without (a) (x)"), ("x[1m]", "x[2m]")]
        {
            assert_ne!(text(a), text(b));
        }
    }
}
