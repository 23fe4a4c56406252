//! `uncollected`: a catalogue that no scrape job collects.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// What is wrong with a catalogue whose metrics nobody scrapes.
pub(crate) fn found(catalogue: &Text) -> Diagnostic {
    let message = format!("no scrape job collects `{}`, so queries on its metrics stay empty", **catalogue);
    Diagnostic::new(&rules::UNCOLLECTED, catalogue.span, message)
        .help(format!("name it under `collects` of a job: `collects: [{}]`", **catalogue))
}
