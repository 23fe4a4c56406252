//! `fragile-alert`: an alert on whichever series happen to be the largest.

use super::context::{Found, LintContext};
use crate::promql::{self, Aggregate, AggregateOp, Expr, GroupingKind, MatchingKind, Side, Visit, walk};
use crate::rules;

pub(crate) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
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
            && !keeps_all(aggregate)
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
        // Of what is only joined, one of each group tells others nothing apart.
        if let Expr::Binary(binary) = expr
            && let Some(matching) =
                binary.matching.as_ref().filter(|matching| matching.kind == MatchingKind::On)
            && let Some(group) = &matching.group
        {
            let (many, one) = match group.side {
                Side::Left => (&binary.lhs, &binary.rhs),
                Side::Right => (&binary.rhs, &binary.lhs),
            };
            self.expr(many);
            let is_deduplicated = |aggregate: &Aggregate| {
                picks(aggregate.op.value)
                    && names(aggregate).is_some_and(|by| {
                        // What it is joined for tells no two of a group apart that the join would keep.
                        let has = |labels: &[promql::Label], name: &str| {
                            labels.iter().any(|label| label.value == name)
                        };
                        let named = |name: &&str| has(&matching.labels, name) || has(&group.labels, name);
                        matching.labels.iter().all(|label| by.contains(&label.value.as_str()))
                            && by.iter().all(named)
                    })
            };
            match one.without_parens() {
                Expr::Aggregate(aggregate) if is_deduplicated(aggregate) => {}
                _ => self.expr(one),
            }
            return;
        }
        // How many there are, or the largest of them, does not depend on which these are.
        if !matches!(expr, Expr::Aggregate(aggregate) if !picks(aggregate.op.value)) {
            walk(self, expr);
        }
    }
}

/// Whether it is the number 1.
fn is_one(expr: &Expr) -> bool {
    matches!(expr.without_parens(), Expr::Number(literal) if literal.value.total_cmp(&1.0).is_eq())
}

/// The labels of a `by`.
fn names(aggregate: &Aggregate) -> Option<Vec<&str>> {
    let by = aggregate.grouping.as_ref().filter(|grouping| grouping.kind == GroupingKind::By)?;
    Some(by.labels.iter().map(|label| label.value.as_str()).collect())
}

/// Whether each group is a single series: it is grouped by all labels that what it picks from has left.
fn keeps_all(aggregate: &Aggregate) -> bool {
    let Some(by) = names(aggregate) else { return false };
    match aggregate.expr.without_parens() {
        // What `without` leaves is not written here, and one of each group is a way to remove doubles.
        Expr::Aggregate(inner)
            if inner.grouping.as_ref().is_some_and(|left| left.kind == GroupingKind::Without) =>
        {
            aggregate.param.as_ref().is_some_and(is_one)
        }
        Expr::Aggregate(inner) if !picks(inner.op.value) => {
            names(inner).is_some_and(|left| left.iter().all(|label| by.contains(label)))
        }
        _ => false,
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
        for query in [
            "topk(3, a) > 1",
            "topk by (pod) (1, a) > 1",
            "a * on (pod) group_left topk by (node) (1, b) > 1",
        ] {
            assert_eq!(places(find, query, true), ["topk"], "{query}");
        }
        for query in [
            "sum(topk(3, a)) > 1",
            "a > 1",
            "a * on (pod) group_left (node) topk by (pod) (1, b) > 0",
            "topk by (pod) (1, b) * on (pod) group_right (node) a > 0",
            "topk by (pod, node) (1, max by (node, pod) (b)) > 0",
        ] {
            assert!(places(find, query, true).is_empty(), "{query}");
        }
        assert!(places(find, "topk(3, a)", false).is_empty());
    }
}
