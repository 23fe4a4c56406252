//! Parts of a query that change nothing: values that nobody looks at, and operators between a query and itself.

use super::Checker;
use crate::{Diagnostic, rules};
use gaugewright_promql::{Aggregate, AggregateOp, Binary, BinaryOp, Call, Expr, Reads, print};

impl Checker<'_> {
    /// `count(x > bool 1)` counts every x: with `bool` all series stay, as 0 or 1.
    pub(super) fn counted(&mut self, aggregate: &Aggregate) {
        if matches!(aggregate.op.value, AggregateOp::Count | AggregateOp::Group) {
            self.existence_only(&aggregate.expr, &format!("`{}`", aggregate.op.value));
        }
    }

    /// The same for `absent`.
    pub(super) fn looked_for(&mut self, call: &Call) {
        if call.facts().is_some_and(|facts| facts.reads == Reads::Existence) {
            for arg in &call.args {
                self.existence_only(arg, &format!("`{}`", *call.name));
            }
        }
    }

    /// The same for the right side of `and` and `unless`.
    pub(super) fn restricted(&mut self, binary: &Binary) {
        if matches!(binary.op.value, BinaryOp::And | BinaryOp::Unless) {
            self.existence_only(&binary.rhs, &format!("the right side of `{}`", binary.op.value));
        }
    }

    fn existence_only(&mut self, expr: &Expr, who: &str) {
        let Expr::Binary(comparison) = expr.without_parens() else { return };
        let Some(modifier) = &comparison.bool_modifier else { return };
        let message = format!("{who} only asks which series there are, and `bool` keeps all of them");
        let diagnostic = Diagnostic::new(&rules::IDLE_BOOL, *modifier, message)
            .note("with `bool` a comparison gives 0 or 1 for every series; without it, only the series for which it holds");
        self.report(diagnostic.help("leave `bool` out"));
    }

    /// What stands on both sides of an operator, and what comes of that.
    pub(super) fn same_sides(&mut self, binary: &Binary) {
        let result = match binary.op.value {
            BinaryOp::Div => "it is always 1, or not a number",
            BinaryOp::Gt | BinaryOp::Lt => "it is never true",
            BinaryOp::Unless => "it is always empty",
            BinaryOp::And | BinaryOp::Or => "one of them would do",
            // `x == x` drops what is not a number, `x - x` makes zeros, `x * x` is a square.
            _ => return,
        };
        if !are_same(binary) {
            return;
        }
        let message = format!("both sides of `{}` are the same, so {result}", binary.op.value);
        let diagnostic = Diagnostic::new(&rules::SAME_SIDES, binary.op.span, message);
        self.report(diagnostic.help("write the other side that was meant, or leave the operator out"));
    }
}

/// Whether both sides read the same series in the same way.
pub(super) fn are_same(binary: &Binary) -> bool {
    binary.lhs.series_names().next().is_some() && print(&binary.lhs) == print(&binary.rhs)
}
