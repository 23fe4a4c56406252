//! What an objective looks at: series that count what happens, and how they bring a burn about.

use crate::prometheus::rule_tests::selector::Selector;
use crate::prometheus::rule_tests::series::{Labels, Series};

/// What an objective looks at.
pub(super) trait Events {
    fn selectors(&self) -> &[Selector];

    fn series(&self) -> &[Series];

    /// The labels of the group that burns.
    fn labels(&self) -> &Labels;

    /// How fast each series grows when so much happens a second, and this share of it is bad; nothing if no growth brings it about.
    fn rates(&self, traffic: f64, bad: f64) -> Option<Vec<f64>>;

    /// The share until the last part of a whole that makes the whole so bad.
    fn before(&self, last: Part, whole: Part) -> Option<f64>;
}

/// A part of time, and the share in it that is bad.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) bad: f64,
    pub(super) length: f64,
}
