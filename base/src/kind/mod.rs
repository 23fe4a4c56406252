//! The metric kinds. Each has one file with all its facts: the series it exports and the instrument that
//! each of them is. A new kind is a new file and a row in [`Kind::ALL`].

mod counter;
mod gauge;
mod histogram;
mod info;
mod summary;
mod untyped;

/// The kind of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only grows, and starts again at zero with its process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Observations counted in buckets.
    Histogram,
    /// Always 1; its labels carry facts such as a version.
    Info,
    /// Observations with quantiles computed by the exporter.
    Summary,
    /// An exporter does not say.
    Untyped,
}

/// All facts of a kind.
#[derive(Debug)]
pub struct Facts {
    /// Its name in the spec.
    pub name: &'static str,
    /// The `# TYPE` that the exposition gives it.
    pub exposition_type: &'static str,
    /// The series it exports.
    pub series: &'static [Series],
    /// Whether the spec must, may or may not give it buckets.
    pub has_buckets: bool,
    /// What a service that declares it collects it with; nothing if it only occurs in catalogues.
    pub collector: Option<Collector>,
}

/// What holds the values of a metric in a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collector {
    /// A value that is added to.
    Counter,
    /// A value that is set.
    Gauge,
    /// Buckets, and a sum.
    Histogram,
    /// A value that is always 1.
    Info,
}

/// A series of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Series {
    /// What its name adds to the metric's.
    pub suffix: &'static str,
    /// What can be done with it.
    pub instrument: Instrument,
    /// A label that it has beside the metric's own: `le` or `quantile`.
    pub label: Option<&'static str>,
}

/// What a series measures, which decides what functions make sense of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instrument {
    /// A growing count or total: wants `rate`, `increase`.
    Counter,
    /// A momentary value.
    Gauge,
    /// The cumulative buckets of a histogram, by `le`: a counter each.
    Bucket,
    /// The sum of a histogram's or summary's observations: a counter.
    Sum,
    /// The number of a histogram's or summary's observations: a counter.
    Count,
    /// A quantile that an exporter computed.
    Quantile,
    /// Always 1.
    Info,
    /// An exporter does not say.
    Unknown,
}

impl Instrument {
    /// Whether it only grows: `rate` over it means something, its bare value does not.
    pub fn is_counter(self) -> bool {
        matches!(self, Self::Counter | Self::Bucket | Self::Sum | Self::Count)
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Counter, Self::Gauge, Self::Histogram, Self::Info, Self::Summary, Self::Untyped];

    /// Its facts.
    pub fn facts(self) -> &'static Facts {
        match self {
            Self::Counter => &counter::FACTS,
            Self::Gauge => &gauge::FACTS,
            Self::Histogram => &histogram::FACTS,
            Self::Info => &info::FACTS,
            Self::Summary => &summary::FACTS,
            Self::Untyped => &untyped::FACTS,
        }
    }

    /// What the name of its series that is such an instrument adds to the metric's; nothing if it has none.
    pub fn suffix(self, instrument: Instrument) -> &'static str {
        let series = self.facts().series.iter().find(|series| series.instrument == instrument);
        series.map_or("", |series| series.suffix)
    }

    /// Its name in the spec.
    pub fn name(self) -> &'static str {
        self.facts().name
    }
}

/// The histogram that a series is a part of by its name; nothing if its name does not say so.
pub fn histogram_of(series: &str) -> Option<&str> {
    Kind::Histogram.facts().series.iter().find_map(|part| series.strip_suffix(part.suffix))
}
