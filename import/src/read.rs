//! What people have, as a model that can be compared with another one.

use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use crate::boards::Choices;
use crate::inputs::{File, Skipped};
use crate::originals::Originals;
use crate::silence::LeftOut;

/// What files say.
#[derive(Debug)]
pub struct Model {
    /// As a spec. Panels are as they are in the files.
    pub spec: Spec,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What no Prometheus would take.
    pub left_out: Vec<LeftOut>,
}

/// Reads files.
///
/// # Errors
/// Why nothing could be read, in words.
pub fn read(files: &[File]) -> Result<Model, String> {
    let mut originals = Originals::read(files, &[])?;
    let choices = Choices { as_they_are: true, ..Choices::default() };
    let (text, left_out) = originals.told("files", &choices)?;
    originals.note(&left_out);
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text));
    let (spec, _) = loaded.map_err(|findings| {
        let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
        format!("what the files say has errors, the first is: {first}")
    })?;
    Ok(Model { spec, skipped: originals.inputs.skipped, left_out })
}
