//! The series of a test.

use std::collections::BTreeMap;
use std::rc::Rc;

use gaugewright_spec::promql;

pub(super) type Labels = BTreeMap<String, String>;

/// How the samples of a series follow from its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// They are the value.
    Level,
    /// They grow by the value every second.
    Slope,
    /// They are a time that is the value ago.
    Age,
    /// They grow, and with others they are a histogram.
    Bucket,
    /// They are 0 and 1 in turn; the value says how many of them are other than the one before.
    Flips,
}

impl Shape {
    pub(super) fn grows(self) -> bool {
        matches!(self, Self::Slope | Self::Bucket)
    }
}

/// A series of a test. Each test has its own, and most are the same: what is long is shared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) name: Rc<str>,
    pub(super) labels: Rc<Labels>,
    pub(super) shape: Shape,
    /// The selector that it was made for.
    pub(super) selector: usize,
    /// The group of the result that it belongs to: the first is the one with the fault.
    pub(super) group: usize,
    /// The instance that it comes from.
    pub(super) instance: usize,
    /// Its `le`, if it is a bucket of a whole histogram.
    pub(super) bound: Option<f64>,
}

impl Series {
    /// As promtool reads it, which is a selector.
    pub(super) fn written(&self) -> String {
        let labels = self.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        promql::print_series(&self.name, labels)
    }

    /// Whether it has the name and labels of another.
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.name, &self.labels) == (&other.name, &other.labels)
    }
}
