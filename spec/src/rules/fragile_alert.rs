//! `fragile-alert`: an alert on whichever series happen to be the largest.

use super::context::{Found, LintContext};
use crate::promql::{AggregateOp, Expr, Visit, walk};
use crate::rules;

pub(super) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    let mut finder = Finder(Vec::new());
    if context.is_alert {
        finder.expr(expr);
    }
    finder.0
}

struct Finder(Vec<Found>);

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        if let Expr::Aggregate(aggregate) = expr
            && picks(aggregate.op.value)
        {
            let name = aggregate.op.value;
            self.0.push(Found {
                rule: &rules::FRAGILE_ALERT,
                span: aggregate.op.span,
                message: format!("`{name}` picks other series at each evaluation"),
                note: Some(
                    "an alert whose series changes starts its `for` anew, and resolves and fires again"
                        .into(),
                ),
                help: format!("leave `{name}` out: the threshold picks the series"),
            });
        }
        // How many there are, or the largest of them, does not depend on which these are.
        if !matches!(expr, Expr::Aggregate(aggregate) if !picks(aggregate.op.value)) {
            walk(self, expr);
        }
    }
}

fn picks(op: AggregateOp) -> bool {
    matches!(op, AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk | AggregateOp::LimitRatio)
}

#[cfg(test)]
mod tests {
    use super::super::context::places;
    use super::find;

    #[test]
    fn alerts_do_not_pick() {
        assert_eq!(places(find, "topk(3, a) > 1", true), ["topk"]);
        for query in ["sum(topk(3, a)) > 1", "a > 1"] {
            assert!(places(find, query, true).is_empty(), "{query}");
        }
        assert!(places(find, "topk(3, a)", false).is_empty());
    }
}
