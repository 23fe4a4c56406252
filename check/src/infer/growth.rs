//! Growth per second and growth within a window: two numbers that go together in nothing.

use gaugewright_promql::duration::Duration;
use gaugewright_promql::{Binary, BinaryOp, Expr, Facts, Reads, UnitOf, ValueType, print};

use super::Checker;
use crate::kind::Instrument;
use crate::{Diagnostic, Growth, Ty, rules};

/// What a call makes of its input: the functions that read growth, and those that leave values as they are.
pub(super) fn after_call(facts: &Facts, input: &Ty) -> Option<Growth> {
    match (facts.reads, facts.unit) {
        (Reads::Growth, _) if !input.instrument.is_counter() => None,
        (Reads::Growth, UnitOf::PerSecond) => Some(Growth::PerSecond),
        (Reads::Growth, _) => Some(Growth::Whole),
        _ if facts.keeps_values => input.growth,
        _ => None,
    }
}

/// What an operator makes of two sides.
pub(super) fn after_operator(op: BinaryOp, left: &Ty, right: &Ty) -> Option<Growth> {
    match op {
        BinaryOp::Add | BinaryOp::Sub if left.growth == right.growth => left.growth,
        BinaryOp::Mul if right.instrument == Instrument::Info => left.growth,
        BinaryOp::Mul if left.instrument == Instrument::Info => right.growth,
        BinaryOp::Or if left.growth == right.growth || right.bounds.is_one() => left.growth,
        BinaryOp::And | BinaryOp::Unless => left.growth,
        _ if op.is_comparison() && left.value == ValueType::Vector => left.growth,
        _ => None,
    }
}

impl Checker<'_> {
    /// The growth of two things within two windows: of one and the same, the one window may be a part of the other.
    fn windows(&mut self, binary: &Binary, growth: Growth) {
        let meets = matches!(binary.op.value, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Div);
        let (Some(a), Some(b)) = (grown(&binary.lhs), grown(&binary.rhs)) else { return };
        if growth != Growth::Whole || !meets || a.selector == b.selector || a.millis == b.millis {
            return;
        }
        let [a, b] = [a.millis, b.millis].map(Duration::from_millis);
        let message = format!("one side is the growth within {a}, the other one that within {b}");
        let diagnostic = Diagnostic::new(&rules::MIXED_GROWTH, binary.op.span, message)
            .also(binary.lhs.span(), format!("within {a}"))
            .also(binary.rhs.span(), format!("within {b}"))
            .help("take the same window on both sides, or `rate`, which is per second in any window");
        self.report(diagnostic);
    }

    /// Reports sides of which one is per second and the other is not. Says whether it did.
    pub(super) fn growths(&mut self, binary: &Binary, left: &Ty, right: &Ty) -> bool {
        let op = binary.op.value;
        let meets = matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Div) || op.is_comparison();
        let (Some(a), Some(b)) = (left.growth, right.growth) else { return false };
        if !meets {
            return false;
        }
        if a == b {
            self.windows(binary, a);
            return false;
        }
        let words = |growth| match growth {
            Growth::PerSecond => "growth per second",
            Growth::Whole => "all the growth within a window",
        };
        let message = "one side is a growth per second, the other one that of a whole window";
        let diagnostic = Diagnostic::new(&rules::MIXED_GROWTH, binary.op.span, message)
            .also(binary.lhs.span(), words(a))
            .also(binary.rhs.span(), words(b))
            .help("use `rate` on both sides, or `increase` with the same window");
        self.report(diagnostic);
        true
    }
}

/// What has grown, and within which window.
struct Grown {
    selector: String,
    millis: u64,
}

/// The only growth that a side is made of.
fn grown(expr: &Expr) -> Option<Grown> {
    match expr.without_parens() {
        Expr::Aggregate(aggregate) => grown(&aggregate.expr),
        Expr::Call(call) if call.facts()?.reads == Reads::Growth => match call.args.first()?.without_parens()
        {
            Expr::Range(range) => {
                Some(Grown { selector: print(&range.selector.clone().into()), millis: range.range.millis()? })
            }
            _ => None,
        },
        Expr::Binary(filter) if filter.op.value.is_comparison() => grown(&filter.lhs),
        _ => None,
    }
}
