//! The course of a derived test, for whoever draws it: the values of the query over time, what becomes of the alert, and what is expected
//! when.

use super::series::Labels;
use crate::prometheus::state::Active;

/// A test as it goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Course {
    /// Milliseconds from one evaluation to the next.
    pub(crate) step: u64,
    /// A curve for each series that the query can give.
    pub(crate) curves: Vec<Curve>,
    /// The evaluations after which something is expected, and whether that is a firing alert.
    pub(crate) expected: Vec<(u32, bool)>,
}

/// A series of the query, evaluation by evaluation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curve {
    pub(crate) labels: Labels,
    /// Its values; empty where the query is not compared with a number.
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) states: Vec<State>,
}

/// What an alert is after an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Inactive,
    Pending,
    Firing,
}

impl State {
    /// That of an alert, or of none.
    pub(super) fn of(active: Option<Active>) -> Self {
        match active {
            Some(active) if active.firing => Self::Firing,
            Some(_) => Self::Pending,
            None => Self::Inactive,
        }
    }
}
