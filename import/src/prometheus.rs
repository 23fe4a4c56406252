//! Configurations of Prometheus: what a spec says of them.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::durations::milliseconds;
use crate::inputs::{Inputs, Kind};
use crate::proof::{RHYTHM, USUAL};
use crate::tree::{Text, path, text};

/// How often Prometheus scrapes and evaluates.
#[derive(Clone, Default)]
pub(crate) struct Rhythm {
    /// Time between two scrapes.
    pub(crate) scrape: Option<Text>,
    /// Time between two evaluations.
    pub(crate) evaluation: Option<Text>,
}

/// The rhythm of all configurations, if it is one.
pub(crate) fn told(inputs: &Inputs) -> Rhythm {
    let documents: Vec<&Node> = inputs.of(Kind::Prometheus).collect();
    let [scrape, evaluation] = RHYTHM.map(|key| common(&inputs.source, &documents, key));
    Rhythm { scrape, evaluation }
}

/// What all files say of a time, if they say the same.
fn common(source: &Source, documents: &[&Node], key: &str) -> Option<Text> {
    let said = documents.iter().map(|document| {
        let said = path(document, &["global", key]).and_then(|said| text(source, said));
        let time = said.as_ref().map_or(Some(USUAL), |said| milliseconds(&said.value));
        let usual = || Text::new("1m".to_owned(), document.span);
        (time.filter(|time| *time > 0), said.unwrap_or_else(usual))
    });
    let said: Vec<(Option<u64>, Text)> = said.collect();
    let (first, words) = said.first()?;
    (first.is_some() && said.iter().all(|(time, _)| time == first)).then(|| words.clone())
}
