//! A family of a hand-made registry, whichever crate it is of.

use crate::exposition::{Format, write_header};

/// What a family is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Counter,
    Gauge,
    Histogram,
    #[cfg(feature = "prometheus-client")]
    Info,
    #[cfg(feature = "prometheus")]
    Summary,
    Unknown,
}

/// A family of a registry.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// Its name in the text format, which in OpenMetrics may lose a suffix.
    pub(crate) name: String,
    pub(super) sort: Sort,
    pub(super) help: String,
    pub(super) unit: Option<String>,
    /// The lines of its samples in the text format.
    pub(super) text: String,
    /// The same in OpenMetrics, where they differ.
    pub(super) openmetrics: Option<String>,
    /// Whether another family has its name without the suffix.
    pub(super) keeps_suffix: bool,
}

impl Foreign {
    /// Its own name, and the names of its samples.
    pub(super) fn names(&self) -> Vec<String> {
        let suffixes: &[&str] = match self.sort {
            Sort::Histogram => HISTOGRAM,
            #[cfg(feature = "prometheus")]
            Sort::Summary => &HISTOGRAM[1..],
            _ => &[],
        };
        names(&self.name, suffixes)
    }

    /// Its name without the suffix that OpenMetrics keeps for its samples, if it has one.
    pub(super) fn stem(&self) -> Option<&str> {
        let suffix = match self.sort {
            Sort::Counter => "_total",
            #[cfg(feature = "prometheus-client")]
            Sort::Info => "_info",
            _ => return None,
        };
        self.name.strip_suffix(suffix).filter(|stem| !stem.is_empty())
    }

    /// Appends the family's lines.
    pub(crate) fn write(&self, out: &mut Vec<u8>, format: Format) {
        let (name, kind) = match format {
            Format::Text => (&*self.name, self.kind_in_text()),
            Format::OpenMetrics => self.openmetrics_family(),
        };
        write_header(out, format, name, kind, self.unit.as_deref(), &self.help);
        let samples = match (format, &self.openmetrics) {
            (Format::OpenMetrics, Some(samples)) => samples,
            _ => &self.text,
        };
        out.extend_from_slice(samples.as_bytes());
    }

    fn kind_in_text(&self) -> &'static str {
        match self.sort {
            Sort::Counter => "counter",
            Sort::Gauge => "gauge",
            #[cfg(feature = "prometheus-client")]
            Sort::Info => "gauge",
            Sort::Histogram => "histogram",
            #[cfg(feature = "prometheus")]
            Sort::Summary => "summary",
            Sort::Unknown => "untyped",
        }
    }

    fn openmetrics_family(&self) -> (&str, &'static str) {
        match (self.sort, self.stem().filter(|_| !self.keeps_suffix)) {
            (Sort::Counter, Some(stem)) => (stem, "counter"),
            #[cfg(feature = "prometheus-client")]
            (Sort::Info, Some(stem)) => (stem, "info"),
            (Sort::Counter | Sort::Unknown, _) => (&self.name, "unknown"),
            _ => (&self.name, self.kind_in_text()),
        }
    }
}

/// What the samples of a histogram are called beside the bare name.
pub(super) const HISTOGRAM: &[&str] = &["_bucket", "_sum", "_count"];

/// A name, and with each suffix.
pub(super) fn names(family: &str, suffixes: &[&str]) -> Vec<String> {
    let samples = suffixes.iter().map(|suffix| format!("{family}{suffix}"));
    std::iter::once(family.to_owned()).chain(samples).collect()
}
