//! Numbers that a function cannot take: it then gives an infinity, nothing, or an error.

use super::Checker;
use crate::Diagnostic;
use crate::rules;
use crate::{Bounds, Ty};
use gaugewright_promql::{Aggregate, AggregateOp, Call, Expr, Function, Role};

/// What a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Which part of all values lies below what is asked for.
    Quantile,
    /// How much a new value weighs in a smoothed course.
    Factor,
    /// How many series are picked.
    Count,
}

impl Checker<'_> {
    /// Looks at the numbers that a function takes.
    pub(super) fn arguments(&mut self, call: &Call, function: &Function, types: &[Ty]) {
        for (index, (arg, ty)) in call.args.iter().zip(types).enumerate() {
            match function.role(index) {
                Some(Role::Quantile) => self.argument(Use::Quantile, arg, ty),
                Some(Role::Factor) => self.argument(Use::Factor, arg, ty),
                None => {}
            }
        }
    }

    /// Looks at the number that an aggregation takes.
    pub(super) fn parameter(&mut self, aggregate: &Aggregate, ty: &Ty) {
        let role = match aggregate.op.value {
            AggregateOp::Quantile => Use::Quantile,
            AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk => Use::Count,
            _ => return,
        };
        if let Some(param) = &aggregate.param {
            self.argument(role, param, ty);
        }
    }

    fn argument(&mut self, role: Use, arg: &Expr, ty: &Ty) {
        let Bounds { low, high } = ty.bounds;
        let (message, note, help) = match role {
            Use::Quantile if low > 1.0 => {
                ("a quantile is at most 1", "Prometheus answers +Inf, whatever the values are", written(low))
            }
            Use::Quantile if high < 0.0 => {
                ("a quantile is at least 0", "Prometheus answers -Inf, whatever the values are", None)
            }
            Use::Factor if low >= 1.0 || high <= 0.0 => {
                ("a smoothing factor lies between 0 and 1", "Prometheus refuses to evaluate the query", None)
            }
            Use::Count if high < 1.0 => {
                ("this picks less than one series", "so the result is always empty", None)
            }
            _ => return,
        };
        let usual = match role {
            Use::Quantile => "write a number from 0 to 1: `0.95` for the 95th percentile",
            Use::Factor => "write a number between the two: `0.5`",
            Use::Count => "write 1 or more",
        };
        let diagnostic = Diagnostic::new(&rules::BAD_ARGUMENT, arg.span(), message).note(note);
        self.report(diagnostic.help(help.unwrap_or_else(|| usual.to_owned())));
    }
}

/// What to write for a quantile that is meant in percent.
fn written(percent: f64) -> Option<String> {
    // Without the last digits, which the division makes up.
    let quantile = (percent * 1e8).round() / 1e10;
    let is_percentage = percent >= 2.0 && quantile <= 1.0;
    is_percentage.then(|| format!("a quantile is a fraction, not a percentage: write `{quantile}`"))
}
