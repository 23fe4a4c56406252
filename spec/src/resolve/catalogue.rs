//! The shipped catalogues of metrics that others export.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::ast::CatalogueFile;
use crate::decode::{Decode, Reader};
use crate::diagnostic::Sink;
use crate::kind::Kind;
use crate::source::{Piece, Source};
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
    let exports =
        |shipped: &&Shipped| shipped.text.contains(series) && shipped.series().any(|name| name == series);
    SHIPPED.iter().find(exports).map(|shipped| shipped.name)
}

/// The names of all series of a catalogue.
pub(crate) fn series_of(catalogue: &str) -> Vec<String> {
    find(catalogue).into_iter().flat_map(Shipped::series).collect()
}

/// The words of a spec. Of a catalogue only the metrics that a spec can mean are worth the time to read them: most specs name
/// a dozen of two thousand.
pub(super) struct Words<'s> {
    /// Nothing where words could be spelled in a way that hides them, or metrics be meant without being named.
    words: Option<HashSet<&'s str>>,
}

impl<'s> Words<'s> {
    pub(super) fn of(texts: [&'s str; 2]) -> Self {
        let hides = ["__name__", "\\x", "\\u", "\\U", "\\\n", "\\\r"]
            .iter()
            .any(|part| texts.iter().any(|text| text.contains(part)));
        let parts = Kind::ALL.iter().flat_map(|kind| kind.facts().series);
        let suffixes: BTreeSet<&str> =
            parts.map(|part| part.suffix).filter(|suffix| !suffix.is_empty()).collect();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let mut words: HashSet<&str> = HashSet::new();
        let split = |text: &'s str| {
            let words = Piece::whole(text).split(|letter| !letter.is_ascii() || !is_part(letter as u8));
            words.map(move |word| {
                let (word, start) = (word.as_str(), word.span().start as usize);
                // The first letter behind a backslash is that of an escape: `"\nup"` is a new line and `up`.
                let escaped = text.as_bytes()[..start].last() == Some(&b'\\');
                if escaped { word.get(1..).unwrap_or_default() } else { word }
            })
        };
        // Between two spaces there is none.
        for word in texts.into_iter().flat_map(split).filter(|word| !word.is_empty()) {
            if words.insert(word) {
                words.extend(suffixes.iter().filter_map(|suffix| word.strip_suffix(suffix)));
            }
        }
        Self { words: (!hides).then_some(words) }
    }

    /// Whether any metric can be meant.
    pub(super) fn mean_any(&self) -> bool {
        self.words.is_none()
    }

    fn name(&self, metric: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.contains(metric))
    }
}

impl Shipped {
    /// Reads what a spec of these words can mean. A test reads every one, so the shipped ones are sound.
    pub(super) fn read(&self, words: &Words<'_>) -> Option<(CatalogueFile, Sink)> {
        let text = self.of(words);
        let source = Source::new(self.name, &*text);
        let node = yaml::parse(&source).ok()?;
        let mut reader = Reader { source: &source, sink: Sink::default() };
        let file = CatalogueFile::decode(&node, &mut reader)?;
        debug_assert!(file.about.is_some(), "{} does not say what it is about", self.name);
        Some((file, reader.sink))
    }

    /// The text without the metrics that are not meant. Each metric is a line; a test says so if one is not.
    fn of(&self, words: &Words<'_>) -> Cow<'static, str> {
        let (head, metrics) = self.parts();
        let meant = |line: &&str| metric_of(line).is_none_or(|(name, _)| words.name(name));
        let meant: String = metrics.split_inclusive('\n').filter(meant).collect();
        if meant.is_empty() { "".into() } else { format!("{head}{meant}").into() }
    }

    /// The names of all its series.
    fn series(&self) -> impl Iterator<Item = String> {
        self.parts().1.lines().filter_map(metric_of).flat_map(|(name, rest)| {
            let kind = rest
                .split_once("type: ")
                .and_then(|(_, kind)| kind.split(|letter: char| !letter.is_ascii_alphabetic()).next());
            let kind = Kind::ALL.iter().find(|known| Some(known.name()) == kind);
            let parts = kind.map_or(&[][..], |kind| kind.facts().series);
            parts.iter().map(move |part| format!("{name}{}", part.suffix))
        })
    }

    /// What comes before the metrics, and their lines.
    fn parts(&self) -> (&'static str, &'static str) {
        const KEY: &str = "\nmetrics:\n";
        let at = self.text.find(KEY).map_or(self.text.len(), |at| at + KEY.len());
        self.text.split_at(at)
    }
}

/// The name of a metric's line, and the rest of it.
fn metric_of(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("  ")?;
    line.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == 'A')
        .then(|| line.split_once(':'))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, Words, series_of};

    #[test]
    fn every_metric_is_a_line_and_only_those_that_are_meant_are_read() {
        for shipped in SHIPPED {
            let (all, _) = shipped.read(&Words::of(["__name__", ""])).expect("all of it");
            let names: Vec<&str> = all.metrics.iter().map(|(name, _)| name.as_str()).collect();
            assert!(!names.is_empty());
            let series: Vec<String> = all
                .metrics
                .iter()
                .flat_map(|(name, metric)| {
                    let parts = metric.kind.facts().series.iter();
                    parts.map(|part| format!("{}{}", **name, part.suffix))
                })
                .collect();
            assert_eq!(series_of(shipped.name), series, "{}", shipped.name);
            // Whichever of its series a spec writes, the metric is read.
            for name in series {
                let text = format!("rate({name}[5m])");
                let (file, _) = shipped.read(&Words::of([&text, ""])).unwrap_or_else(|| panic!("no {name}"));
                assert!(file.metrics.iter().count() < 3, "more than {name} and its namesakes");
            }
            let none = shipped.read(&Words::of(["rate(nothing[5m])", ""]));
            assert!(
                none.is_none(),
                "{}: a comment stands between the metrics, put it above all",
                shipped.name
            );
        }
    }

    #[test]
    fn every_shipped_catalogue_can_be_read() {
        for shipped in SHIPPED {
            let (file, sink) = shipped
                .read(&Words { words: None })
                .unwrap_or_else(|| panic!("{} cannot be read", shipped.name));
            assert_eq!(file.catalogue.value, shipped.name);
            let findings = sink.into_sorted();
            assert!(findings.is_empty(), "{}: {findings:?}", shipped.name);
        }
    }
}
