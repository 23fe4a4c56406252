//! What queries may name: every series of every metric, the labels its scrape adds, the constants.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{Constant, Domain, Metric, Origin, Series, Table, choices};
use crate::{Labels, Ty};
use gaugewright_promql::{Expr, MatchOp, Matcher};

/// A recorded series.
#[derive(Clone, Debug)]
pub struct RecordedSeries {
    /// The type of the query that is recorded; every series also has a `__name__`.
    pub ty: Ty,
    /// Whether it adds counters up: such a sum falls when one of its processes ends.
    pub is_sum: bool,
    /// Whether it may be a counter: series of each process as they are, of a metric whose type is not known.
    pub may_count: bool,
    /// The matchers that find those of this service: the labels that its rule adds.
    pub identity: Vec<Matcher>,
}

/// Everything that queries may name.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    metrics: Table<Metric>,
    target_labels: BTreeMap<String, Vec<TargetLabel>>,
    recorded: BTreeMap<String, RecordedSeries>,
    /// Named numbers.
    pub constants: Table<Constant>,
    catalogues: Option<Catalogues>,
    ownership: Ownership,
    alerts: BTreeSet<String>,
    severities: BTreeSet<String>,
    has_open_targets: bool,
    has_open_metrics: bool,
}

/// Which series are the service's own, and what tells them from those of others.
#[derive(Clone, Debug, Default)]
pub struct Ownership {
    /// What all of them have: `job="shop"`. Nothing where queries are taken as they are written.
    pub selector: Vec<Matcher>,
    /// The catalogues whose metrics the service itself exports.
    pub catalogues: BTreeSet<String>,
}

/// The shipped catalogues; asked only where a query names what nothing exports.
#[derive(Clone, Debug)]
pub struct Catalogues {
    /// The catalogue that has a series.
    pub with_series: fn(&str) -> Option<&'static str>,
    /// The series of a catalogue.
    pub series_of: fn(&str) -> Vec<String>,
    /// Those that the spec names.
    pub named: Vec<&'static str>,
}

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

impl Vocabulary {
    /// Takes metrics and constants, and the target labels by metric group: the catalogue of outside metrics,
    /// the empty name for the service's own.
    pub fn new(
        metrics: Table<Metric>,
        constants: Table<Constant>,
        target_labels: BTreeMap<String, Vec<TargetLabel>>,
    ) -> Self {
        Self {
            metrics,
            target_labels,
            recorded: BTreeMap::new(),
            constants,
            catalogues: None,
            ownership: Ownership::default(),
            alerts: BTreeSet::new(),
            severities: BTreeSet::new(),
            has_open_targets: false,
            has_open_metrics: false,
        }
    }

    /// The same, and it knows the alerts of the spec and how urgent they can be.
    #[must_use]
    pub fn with_alerts(self, alerts: BTreeSet<String>, severities: BTreeSet<String>) -> Self {
        Self { alerts, severities, ..self }
    }

    /// The severities of the spec. Alerts of others may have others.
    pub fn severities(&self) -> &BTreeSet<String> {
        &self.severities
    }

    /// The alerts of the spec. Others may have alerts as well.
    pub fn alerts(&self) -> &BTreeSet<String> {
        &self.alerts
    }

    /// The same, and it can say which series are the service's own.
    #[must_use]
    pub fn with_ownership(self, ownership: Ownership) -> Self {
        Self { ownership, ..self }
    }

    /// The matchers that a selector of series of that name needs to find those of the service alone; none if they are others'.
    pub fn own_matchers(&self, series: &str) -> &[Matcher] {
        if let Some(recorded) = self.recorded.get(series) {
            return &recorded.identity;
        }
        match self.find(series) {
            Some(Series { metric, .. }) if self.is_own(metric) => &self.ownership.selector,
            _ => &[],
        }
    }

    fn is_own(&self, metric: &Metric) -> bool {
        metric.origin == Origin::Service || self.ownership.catalogues.contains(&metric.group)
    }

    /// Whether a result keeps the labels by which panels on the service's series are narrowed.
    pub fn keeps_choices(&self, result: &Labels) -> bool {
        choices(&self.ownership.selector)
            .all(|label| result.get(label).is_some_and(|presence| presence.certain))
    }

    /// What identifies what is recorded of a query: the labels that all series of the service share and its result does not have.
    pub fn identity(&self, result: &Labels) -> Vec<Matcher> {
        let is_fixed = |matcher: &&Matcher| matcher.op.value == MatchOp::Equal;
        let fixed = self.ownership.selector.iter().filter(is_fixed);
        fixed.filter(|matcher| !result.may_have(&matcher.label.value)).cloned().collect()
    }

    /// The same, and it can say which catalogue the spec would have to name.
    #[must_use]
    pub fn with_catalogues(self, catalogues: Catalogues) -> Self {
        Self { catalogues: Some(catalogues), ..self }
    }

    /// Adds a series that a rule records.
    pub fn record(&mut self, name: &str, series: RecordedSeries) {
        self.recorded.insert(name.to_owned(), series);
    }

    /// The recorded series of that name.
    pub fn recorded(&self, name: &str) -> Option<&RecordedSeries> {
        self.recorded.get(name)
    }

    /// The catalogue with a series that the spec does not know.
    pub fn catalogue_with(&self, series: &str) -> Option<&'static str> {
        (self.catalogues.as_ref()?.with_series)(series)
    }

    /// The same over other metrics.
    #[must_use]
    pub fn with_metrics(self, metrics: Table<Metric>) -> Self {
        Self { metrics, ..self }
    }

    /// The metrics.
    pub fn metrics(&self) -> &Table<Metric> {
        &self.metrics
    }

    /// The series of that name.
    pub fn find(&self, name: &str) -> Option<Series<'_>> {
        self.metrics.series(name)
    }

    /// The names of all series, those of the catalogues that no query means included.
    pub fn series_names(&self) -> BTreeSet<String> {
        let outside = self.catalogues.iter().flat_map(|catalogues| {
            catalogues.named.iter().flat_map(|catalogue| (catalogues.series_of)(catalogue))
        });
        let own = self.metrics.iter().flat_map(Metric::series_names);
        own.chain(self.recorded.keys().cloned()).chain(outside).collect()
    }

    /// The names of all labels that scrapes add to some metric.
    pub fn labels_of_scrapes(&self) -> BTreeSet<&str> {
        self.target_labels.values().flatten().map(|label| label.name.as_str()).collect()
    }

    /// The same, and scrapes may add labels that nobody has named.
    #[must_use]
    pub fn with_open_targets(self, has_open_targets: bool) -> Self {
        Self { has_open_targets, ..self }
    }

    /// The same, and there may be metrics that it does not know.
    #[must_use]
    pub fn with_open_metrics(self, has_open_metrics: bool) -> Self {
        Self { has_open_metrics, ..self }
    }

    /// Whether there may be metrics that it does not know.
    pub fn has_open_metrics(&self) -> bool {
        self.has_open_metrics
    }

    /// Whether it knows every series that a query reads, recorded ones included.
    pub fn knows_all(&self, query: &Expr) -> bool {
        let is_known = |name: &str| self.find(name).is_some() || self.recorded(name).is_some();
        query.selectors().all(|selector| selector.name.as_ref().is_some_and(|name| is_known(name)))
    }

    /// Whether scrapes may add labels that nobody has named.
    pub fn has_open_targets(&self) -> bool {
        self.has_open_targets
    }

    /// The labels that the scrape adds to a metric's series.
    pub fn target_labels(&self, metric: &Metric) -> &[TargetLabel] {
        let group = match metric.origin {
            Origin::Service => "",
            Origin::Outside => metric.group.as_str(),
        };
        self.target_labels.get(group).map_or(&[], Vec::as_slice)
    }
}
