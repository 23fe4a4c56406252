//! A counter beside its own past: what lies between the two is its growth.

use gaugewright_promql::{AggregateOp, BinaryOp, Call, Expr, Func, VectorSelector};

/// Whether both sides read one metric, at two times or of two stretches of time.
pub(super) fn is_own(left: &Expr, right: &Expr) -> bool {
    let Some((left, right)) = read(left).zip(read(right)) else { return false };
    let name = |side: &Read<'_>| side.selector.name.as_ref().map(|name| name.value.clone());
    name(&left).is_some() && name(&left) == name(&right) && left.is_past != right.is_past
}

/// What a side reads.
struct Read<'e> {
    selector: &'e VectorSelector,
    /// Whether that is not the value of now.
    is_past: bool,
}

/// The only series that a side reads, perhaps added up, and with zero where there is none.
fn read(expr: &Expr) -> Option<Read<'_>> {
    match expr.without_parens() {
        Expr::Vector(selector) => {
            let is_past = selector.modifiers.offset.is_some() || selector.modifiers.at.is_some();
            Some(Read { selector, is_past })
        }
        Expr::Aggregate(aggregate)
            if matches!(aggregate.op.value, AggregateOp::Sum | AggregateOp::Max | AggregateOp::Min) =>
        {
            read(&aggregate.expr)
        }
        Expr::Binary(or) if or.op.value == BinaryOp::Or && or.rhs.series_names().next().is_none() => {
            read(&or.lhs)
        }
        Expr::Call(call) => of_window(call),
        _ => None,
    }
}

/// The smallest and the oldest value of a window are its past.
fn of_window(call: &Call) -> Option<Read<'_>> {
    let Expr::Range(range) = call.args.first()?.without_parens() else { return None };
    let is_past = call.is(Func::MinOverTime) || call.is(Func::FirstOverTime);
    is_past.then_some(Read { selector: &range.selector, is_past })
}
