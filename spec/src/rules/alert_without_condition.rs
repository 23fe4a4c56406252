//! `alert-without-condition`: an alert that fires for every series of its query.

use super::always_true;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::Expr;
use crate::rules;

/// What is wrong with an alert whose query leaves out no series.
pub(crate) fn found(name: &Text, expr: &Expr) -> Diagnostic {
    let is_filter = matches!(expr.without_parens(), Expr::Binary(binary)
        if binary.op.value.is_comparison() && binary.bool_modifier.is_none());
    if is_filter {
        return always_true::of_filter(name);
    }
    let message = format!("alert `{}` has no condition: it fires for every series of its query", **name);
    let help = "add a threshold: `above: 5%`, `below: 10`, `equals: 0`; an alert that is to fire all the time says `dead_mans_switch: true` instead of a query";
    Diagnostic::new(&rules::ALERT_WITHOUT_CONDITION, name.span, message).help(help)
}
