//! Metrics, as far as queries care.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kind::Kind;
use crate::number::Number;
use crate::span::Span;
use crate::unit::Unit;
use crate::{Domain, Keyed};

/// A metric: of the service, or of an outside exporter.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name, without the suffixes that a kind adds to its series.
    pub name: String,
    /// The group it stands in, or the catalogue it comes from.
    pub group: String,
    /// Who exports it.
    pub origin: Origin,
    /// Counter, gauge, histogram and so on.
    pub kind: Kind,
    /// What it measures, as the exposition says it.
    pub help: String,
    /// Its labels, in the order of the spec; without the target labels that a scrape adds.
    pub labels: Vec<MetricLabel>,
    /// The unit of its values (of the observations, for a histogram); nothing if it is not known.
    pub unit: Option<Unit>,
    /// The upper bounds of a histogram's buckets in base units, ascending, without +Inf; nothing if not known.
    pub buckets: Option<Vec<Number>>,
    /// The values it can have, if the author says.
    pub range: Option<Range>,
    /// The metric that it is a part of, series by series: what is free of a size.
    pub part_of: Option<String>,
    /// Which series exist before anybody has touched them, if the author says.
    pub init: Option<Init>,
    /// Findings the author has silenced here: rule and reason.
    pub allow: BTreeMap<String, String>,
    /// Where the spec names it; nothing for metrics of shipped catalogues.
    pub span: Option<Span>,
}

impl Metric {
    /// The label of that name.
    pub fn label(&self, name: &str) -> Option<&MetricLabel> {
        self.labels.iter().find(|label| label.name == name)
    }

    /// How many samples each combination of its labels has in a scrape.
    pub fn width(&self) -> u64 {
        match &self.buckets {
            // The buckets, that of infinity, the sum and the count.
            Some(buckets) => buckets.len() as u64 + 3,
            None => 1,
        }
    }

    /// How many combinations its labels have; nothing if one of them is open.
    pub fn closed_series(&self) -> Option<u64> {
        self.labels.iter().try_fold(1, |product: u64, label| match &*label.domain {
            Domain::Open { .. } => None,
            closed => Some(product.saturating_mul(closed.size()?)),
        })
    }
}

impl Keyed for Metric {
    fn key(&self) -> &str {
        &self.name
    }
}

/// The values that a gauge can have, in the unit of the metric; both ends included, an end that is missing is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The smallest.
    pub low: Option<Number>,
    /// The largest.
    pub high: Option<Number>,
}

/// A label as it stands on one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricLabel {
    /// The label's name on the metric.
    pub name: String,
    /// The name of its definition: `status` on LLM calls and `status` on HTTP requests differ.
    pub definition: String,
    /// The values it may take.
    pub domain: Arc<Domain>,
}

/// Which series are exported before anything has touched them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Init {
    /// All that the known values of its labels allow, as 0.
    All,
    /// None.
    Touched,
}

/// Who exports a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service of this spec.
    Service,
    /// Somebody else: a catalogue says what it looks like.
    Outside,
}
