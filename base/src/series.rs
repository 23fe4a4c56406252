//! Which metric a series belongs to.

use super::{Metric, Table};
use crate::kind::{self, Kind};

/// A series and the metric it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Series<'s> {
    /// The metric.
    pub metric: &'s Metric,
    /// Which of its series.
    pub part: &'static kind::Series,
}

impl<'s> Series<'s> {
    /// The labels that whoever exports the series gives it: the metric's own, and `le` or `quantile`.
    pub fn labels(self) -> impl Iterator<Item = &'s str> {
        self.metric.labels.iter().map(|label| label.name.as_str()).chain(self.part.label)
    }
}

impl Metric {
    /// The names of its series: of a histogram there are three.
    pub fn series_names(&self) -> impl Iterator<Item = String> {
        self.kind.facts().series.iter().map(|part| format!("{}{}", self.name, part.suffix))
    }
}

impl Table<Metric> {
    /// The series of that name.
    pub fn series(&self, name: &str) -> Option<Series<'_>> {
        Kind::ALL.iter().find_map(|kind| {
            kind.facts().series.iter().find_map(|part| {
                let metric = self.get(name.strip_suffix(part.suffix)?)?;
                (metric.kind == *kind).then_some(Series { metric, part })
            })
        })
    }
}
