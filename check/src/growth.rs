//! Growth per second and growth within a window: two numbers that go together in nothing.

use crate::Ty;
use crate::kind::Instrument;
use gaugewright_promql::{BinaryOp, Facts, Reads, UnitOf, ValueType};

/// How the growth of a counter is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// `rate`, `irate`: per second.
    PerSecond,
    /// `increase`: all of the window.
    Whole,
}

impl Growth {
    /// What a call makes of its input: the functions that read growth, and those that leave values as they are.
    pub(super) fn after(facts: &Facts, input: &Ty) -> Option<Self> {
        match (facts.reads, facts.unit) {
            (Reads::Growth, _) if !input.instrument.is_counter() => None,
            (Reads::Growth, UnitOf::PerSecond) => Some(Self::PerSecond),
            (Reads::Growth, _) => Some(Self::Whole),
            _ if facts.keeps_values => input.growth,
            _ => None,
        }
    }

    /// What an operator makes of two sides.
    pub(super) fn of_sides(op: BinaryOp, left: &Ty, right: &Ty) -> Option<Self> {
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
}
