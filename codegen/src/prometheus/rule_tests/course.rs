//! The course of a derived test, for whoever draws it: the values of the query over time, what becomes of the alert, and what is expected
//! when.

use super::samples::Stretch;
use super::series::{Labels, Series};

/// What a derived test does.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    /// Its series, and their values over time, counted in evaluations.
    pub(super) series: Vec<(Series, Vec<Stretch>)>,
    /// The evaluations after which something is expected, and whether that is a firing alert.
    pub(super) expected: Vec<(u32, bool)>,
}

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
    /// What is compared with a number, several values if one of several conditions is enough.
    pub(crate) lines: Vec<Line>,
    pub(crate) states: Vec<State>,
}

/// A value that is compared with a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) bound: f64,
}

/// What an alert is after an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Inactive,
    Pending,
    Firing,
}

/// A derived test of an alert.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    /// What is tested.
    pub(crate) name: String,
    pub(crate) course: Course,
}
