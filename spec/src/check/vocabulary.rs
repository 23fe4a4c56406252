//! What queries may name: every series of every metric, the labels its scrape adds, the constants.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kind;
use crate::model::{Constant, Domain, Metric, Table};

/// Everything that queries may name.
#[derive(Debug, Default)]
pub struct Vocabulary {
    metrics: Table<Metric>,
    series: BTreeMap<String, (String, &'static kind::Series)>,
    target_labels: BTreeMap<String, Vec<TargetLabel>>,
    /// Named numbers.
    pub constants: Table<Constant>,
    elsewhere: Option<CatalogueOf>,
}

/// Says which shipped catalogue has a series; asked only where a query names what nothing exports.
pub(crate) type CatalogueOf = fn(&str) -> Option<&'static str>;

/// A label that the scrape adds to every series of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetLabel {
    /// Its name.
    pub name: String,
    /// Whether every target has it.
    pub certain: bool,
    /// The values it may take.
    pub domain: Arc<Domain>,
}

impl TargetLabel {
    /// A label that may hold any text.
    pub fn open(name: &str, certain: bool) -> Self {
        Self { name: name.into(), certain, domain: Arc::new(Domain::Open { limit: None }) }
    }

    /// A label of which all values are known.
    pub fn closed(name: &str, values: Vec<String>) -> Self {
        Self { name: name.into(), certain: true, domain: Arc::new(Domain::Closed(values)) }
    }
}

/// A series and the metric it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Found<'v> {
    /// The metric.
    pub metric: &'v Metric,
    /// Which of its series.
    pub series: &'static kind::Series,
}

impl Vocabulary {
    /// Takes metrics and constants, and the target labels by metric group: the catalogue of outside metrics,
    /// the empty name for the service's own.
    pub fn new(
        metrics: Table<Metric>,
        constants: Table<Constant>,
        target_labels: BTreeMap<String, Vec<TargetLabel>>,
    ) -> Self {
        let mut series = BTreeMap::new();
        for metric in &metrics {
            for part in metric.kind.facts().series {
                let name = format!("{}{}", metric.name, part.suffix);
                series.entry(name).or_insert_with(|| (metric.name.clone(), part));
            }
        }
        Self { metrics, series, target_labels, constants, elsewhere: None }
    }

    /// The same, and it can say which catalogue the spec would have to name.
    #[must_use]
    pub(crate) fn with_catalogues(self, elsewhere: CatalogueOf) -> Self {
        Self { elsewhere: Some(elsewhere), ..self }
    }

    /// The catalogue with a series that the spec does not know.
    pub(crate) fn catalogue_with(&self, series: &str) -> Option<&'static str> {
        self.elsewhere.and_then(|elsewhere| elsewhere(series))
    }

    /// The metrics.
    pub fn metrics(&self) -> &Table<Metric> {
        &self.metrics
    }

    /// Gives the parts back that go into the model.
    pub fn into_parts(self) -> (Table<Metric>, Table<Constant>) {
        (self.metrics, self.constants)
    }

    /// The series of that name.
    pub fn find(&self, name: &str) -> Option<Found<'_>> {
        let (metric, series) = self.series.get(name)?;
        Some(Found { metric: self.metrics.get(metric)?, series })
    }

    /// The names of all series, sorted.
    pub fn series_names(&self) -> impl Iterator<Item = &str> {
        self.series.keys().map(String::as_str)
    }

    /// The labels that the scrape adds to a metric's series.
    pub fn target_labels(&self, metric: &Metric) -> &[TargetLabel] {
        use crate::model::Origin;
        let group = match metric.origin {
            Origin::Service => "",
            Origin::Outside => metric.group.as_str(),
        };
        self.target_labels.get(group).map_or(&[], Vec::as_slice)
    }
}
