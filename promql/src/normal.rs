//! One form for queries that mean the same: parentheses, the spelling of numbers and durations, and the order of
//! matchers and of labels say nothing.

use crate::ast::{
    At, AtTime, DurationExpr, Expr, Label, Matcher, Modifiers, Name, Variable, VariableStyle, VectorSelector,
};
use crate::build::duration_at;
use crate::duration::Duration;
use crate::length::from_seconds;
use crate::print::print;
use crate::visit::{VisitMut, walk_mut};
use gaugewright_base::Span;

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
                    for label in &mut grouping.labels {
                        self.name(label);
                    }
                    grouping.labels.sort_by(|a, b| a.value.cmp(&b.value));
                }
            }
            Expr::Binary(binary) => {
                for number in
                    binary.fill.iter_mut().flat_map(|fill| [&mut fill.left, &mut fill.right]).flatten()
                {
                    number.span = Span::default();
                    number.text = number.value.to_string();
                }
            }
            _ => {}
        }
        walk_mut(self, expr);
    }

    fn selector(&mut self, selector: &mut VectorSelector) {
        let key = |matcher: &Matcher| (matcher.label.value.clone(), matcher.value.value.clone());
        if let Some(name) = &mut selector.name {
            self.name(name);
        }
        for matcher in &mut selector.matchers {
            self.matcher(matcher);
        }
        selector.matchers.sort_by_key(key);
        if selector.matchers.is_empty() && selector.name.is_some() {
            selector.braces = None;
        }
        self.modifiers(&mut selector.modifiers);
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        if let (DurationExpr::Computed(_), Some(millis)) = (&duration, duration.millis()) {
            *duration = duration_at(Duration::from_millis(millis), duration.span());
        }
        match duration {
            DurationExpr::Literal(literal) => {
                literal.text = Duration::from_millis(literal.millis).to_string();
            }
            DurationExpr::Variable(variable) => self.variable(variable),
            DurationExpr::Computed(expr) => self.expr(expr),
        }
    }

    fn modifiers(&mut self, modifiers: &mut Modifiers) {
        if let Some(offset) = &mut modifiers.offset {
            // `offset (-5m)` says the same as `offset -5m`.
            let duration = &offset.duration;
            if let DurationExpr::Computed(_) = duration
                && let Some(seconds) = duration.seconds().filter(|seconds| *seconds < 0.0)
                && let Ok(millis) = from_seconds(-seconds)
            {
                offset.duration = duration_at(Duration::from_millis(millis), duration.span());
                offset.negative = !offset.negative;
            }
            self.duration(&mut offset.duration);
        }
        if let Some(At { time: AtTime::Timestamp(number), .. }) = &mut modifiers.at {
            number.text = number.value.to_string();
        }
    }

    fn variable(&mut self, variable: &mut Variable) {
        variable.style = if variable.format.is_some() { VariableStyle::Braces } else { VariableStyle::Plain };
    }

    fn label(&mut self, label: &mut Label) {
        self.name(label);
    }

    fn matcher(&mut self, matcher: &mut Matcher) {
        self.name(&mut matcher.label);
    }
}

impl Normal {
    /// A variable alone; in other names its braces may be needed.
    fn name(&mut self, name: &mut Name) {
        if !name.is_variable() {
            return;
        }
        if let [variable] = &mut name.variables[..] {
            self.variable(variable);
            name.value = print(&Expr::Variable(variable.clone()));
        }
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
            ("x[2 * 5m] offset (-1m)", "x[10m] offset -1m"),
            ("x[(2 * $w) + (step())]", "x[2 * ${w} + step()]"),
            ("x offset (2 * step() + 60)", "x offset ((2 * step()) + 1m)"),
            ("x @ 60", "x @ 1m"),
            ("sum by (${b}, a) ([[m]]{${c}='1'})", "sum by (a, $b) ($m{$c='1'})"),
            ("a + fill_left(1.0) fill_right(1) b", "a + fill(1) b"),
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
