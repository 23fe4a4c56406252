//! Whether a quotient is a part over its whole, so that it can never exceed 1.
//!
//! Two forms are seen: the same aggregation of the same series, the part with more matchers (`errors / all`), and a
//! sum over which one of its own terms is divided (`hits / (hits + misses)`). Spans do not count: both sides are
//! compared by what they say.

use crate::promql::{
    self, Aggregate, AggregateOp, Binary, BinaryOp, Call, DurationExpr, Expr, Grouping, GroupingKind,
    Matcher, MatchingKind, RangeSelector, VectorSelector,
};

/// Whether every value of a quotient is at most 1, if neither of its sides is ever negative.
pub(super) fn is_share(quotient: &Binary) -> bool {
    let (part, whole) = (quotient.lhs.without_parens(), quotient.rhs.without_parens());
    let terms = terms(whole);
    let positive =
        terms.len() == 1 || !terms.iter().any(|term| matches!(term, Expr::Number(_) | Expr::Unary(_)));
    pairs_alike(quotient, part) && positive && terms.into_iter().any(|term| contained(part, term))
}

/// Whether each part meets its own whole: all labels are compared, or all that the part is grouped by.
fn pairs_alike(quotient: &Binary, part: &Expr) -> bool {
    let Some(matching) = &quotient.matching else { return true };
    let Expr::Aggregate(aggregate) = part else { return false };
    let Some(grouping) = &aggregate.grouping else { return false };
    let compared = |name: &str| matching.labels.iter().any(|label| label.value == name);
    let (by, names) = grouping_names(grouping);
    matching.kind == MatchingKind::On && by && names.into_iter().all(compared)
}

/// The terms of a sum; of anything else that itself.
fn terms(whole: &Expr) -> Vec<&Expr> {
    match whole.without_parens() {
        Expr::Binary(binary) if binary.op.value == BinaryOp::Add && binary.matching.is_none() => {
            terms(&binary.lhs).into_iter().chain(terms(&binary.rhs)).collect()
        }
        other => vec![other],
    }
}

fn contained(part: &Expr, whole: &Expr) -> bool {
    match (part.without_parens(), whole.without_parens()) {
        (Expr::Aggregate(a), Expr::Aggregate(b)) => {
            adds_up(a) && same_aggregation(a, b) && contained(&a.expr, &b.expr)
        }
        (Expr::Call(a), Expr::Call(b)) => {
            grows_with(a) && same_call(a, b) && contained(&a.args[0], &b.args[0])
        }
        (Expr::Range(a), Expr::Range(b)) => same_range(a, b) && selects_less(&a.selector, &b.selector),
        (Expr::Vector(a), Expr::Vector(b)) => selects_less(a, b),
        // Text has no spans in it.
        (a, b) => promql::print(a) == promql::print(b),
    }
}

/// Whether more series make the result no smaller.
fn adds_up(aggregate: &Aggregate) -> bool {
    matches!(aggregate.op.value, AggregateOp::Sum | AggregateOp::Count | AggregateOp::Max)
}

fn grows_with(call: &Call) -> bool {
    matches!(call.name.as_str(), "rate" | "increase" | "irate" | "sum_over_time" | "count_over_time")
        && call.args.len() == 1
}

fn same_call(a: &Call, b: &Call) -> bool {
    a.name.value == b.name.value && b.args.len() == 1
}

fn same_aggregation(a: &Aggregate, b: &Aggregate) -> bool {
    let groupings = [a, b].map(|side| side.grouping.as_ref().map(grouping_names));
    a.op.value == b.op.value && groupings[0] == groupings[1]
}

fn grouping_names(grouping: &Grouping) -> (bool, Vec<&str>) {
    let mut names: Vec<&str> = grouping.labels.iter().map(|label| label.value.as_str()).collect();
    names.sort_unstable();
    (grouping.kind == GroupingKind::By, names)
}

fn same_range(a: &RangeSelector, b: &RangeSelector) -> bool {
    a.modifiers.is_empty() && b.modifiers.is_empty() && length(&a.range) == length(&b.range)
}

fn length(range: &DurationExpr) -> Result<u64, &str> {
    match range {
        DurationExpr::Literal(duration) => Ok(duration.millis),
        DurationExpr::Variable(variable) => Err(&variable.name),
    }
}

/// Whether everything that `part` selects is selected by `whole` too: the same series, and no matcher that the part
/// does not have as well.
fn selects_less(part: &VectorSelector, whole: &VectorSelector) -> bool {
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    let same = |a: &Matcher, b: &Matcher| {
        a.label.value == b.label.value && a.op.value == b.op.value && a.value.value == b.value.value
    };
    name(part) == name(whole)
        && part.modifiers.is_empty()
        && whole.modifiers.is_empty()
        && whole.matchers.iter().all(|needed| part.matchers.iter().any(|matcher| same(matcher, needed)))
}
