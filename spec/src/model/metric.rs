use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Domain, Keyed, Table, Track};
use crate::kind::Kind;
use crate::number::Number;
use crate::source::Span;
use crate::unit::Unit;

/// The most samples of one metric that are exported from the start, unless the author says otherwise.
const FROM_THE_START: u64 = 1000;

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

    /// Which of its series `metrics!` exports before anything has touched them, where the values of its labels are known: as the author
    /// says, or by default. A gauge that nobody has set must not read 0, but a number of calls under way starts there.
    pub fn init(&self, tracks: &Table<Track>) -> Init {
        if let Some(init) = self.init {
            return init;
        }
        let starts_at_zero = match self.kind {
            Kind::Counter | Kind::Histogram => true,
            _ => tracks.iter().any(|track| track.in_flight.as_deref() == Some(&self.name)),
        };
        let series = self.closed_series().map(|series| series.saturating_mul(self.width()));
        let is_few = series.is_some_and(|samples| samples <= FROM_THE_START);
        if starts_at_zero && is_few { Init::All } else { Init::Touched }
    }

    /// Whether all its series are exported before anything has touched them; otherwise none is.
    pub fn is_initially_exported(&self, tracks: &Table<Track>) -> bool {
        // The values of an open label are not known, and a fact exists once somebody has stated it.
        self.init(tracks) == Init::All && self.closed_series().is_some() && self.kind != Kind::Info
    }

    /// How many combinations its labels have; nothing if one of them is open.
    fn closed_series(&self) -> Option<u64> {
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
