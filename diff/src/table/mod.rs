//! The table: every kind of change, its class and the reason.

pub(crate) mod alerting;
pub(crate) mod deployed;
pub(crate) mod drawn;
pub(crate) mod measured;

use crate::aspect::Aspect;

/// Every row, in the order in which changes are told.
pub fn all() -> impl Iterator<Item = &'static Aspect> {
    [measured::ROWS, alerting::ROWS, drawn::ROWS, deployed::ROWS].into_iter().flatten().copied()
}
