//! The shipped catalogues of metrics that others export.

use crate::ast::CatalogueFile;
use crate::decode::{Decode, Reader};
use crate::diagnostic::Sink;
use crate::source::Source;
use crate::yaml;

/// A shipped catalogue.
pub(super) struct Shipped {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) exporter: Exporter,
}

/// Who exports the metrics of a catalogue, which decides what scrape they come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exporter {
    /// The service itself, through its Prometheus library.
    Service,
    /// Prometheus adds them to every scrape.
    Prometheus,
    /// A program of its own, which a scrape job must collect.
    Other,
}

macro_rules! shipped {
    ($($name:literal, $exporter:ident;)*) => {
        pub(super) const SHIPPED: &[Shipped] = &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../catalogues/", $name, ".yaml")),
            exporter: Exporter::$exporter,
        }),*];
    };
}

shipped! {
    "alertmanager", Other;
    "blackbox", Other;
    "cadvisor", Other;
    "go", Other;
    "kube-state-metrics", Other;
    "kubernetes-apiserver", Other;
    "node", Other;
    "process", Service;
    "prometheus", Prometheus;
    "redis", Other;
}

/// The catalogue of that name.
pub(super) fn find(name: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|shipped| shipped.name == name)
}

/// The name of the catalogue that has a series.
pub(super) fn with_series(series: &str) -> Option<&'static str> {
    let exports = |shipped: &&Shipped| {
        shipped.text.contains(series)
            && shipped.read().is_some_and(|(file, _)| {
                file.metrics.iter().any(|(name, metric)| {
                    let rest = series.strip_prefix(name.as_str());
                    rest.is_some_and(|rest| metric.kind.facts().series.iter().any(|part| part.suffix == rest))
                })
            })
    };
    SHIPPED.iter().find(exports).map(|shipped| shipped.name)
}

impl Shipped {
    /// Reads it. A test reads every one, so the shipped ones are sound.
    pub(super) fn read(&self) -> Option<(CatalogueFile, Sink)> {
        let source = Source::new(self.name, self.text);
        let node = yaml::parse(&source).ok()?;
        let mut reader = Reader { source: &source, sink: Sink::default() };
        let file = CatalogueFile::decode(&node, &mut reader)?;
        debug_assert!(file.about.is_some(), "{} does not say what it is about", self.name);
        Some((file, reader.sink))
    }
}

#[cfg(test)]
mod tests {
    use super::SHIPPED;

    #[test]
    fn every_shipped_catalogue_can_be_read() {
        for shipped in SHIPPED {
            let (file, sink) = shipped.read().unwrap_or_else(|| panic!("{} cannot be read", shipped.name));
            assert_eq!(file.catalogue.value, shipped.name);
            let findings = sink.into_sorted();
            assert!(findings.is_empty(), "{}: {findings:?}", shipped.name);
        }
    }
}
