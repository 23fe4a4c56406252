//! What people have, as a model that can be compared with another one.

use gaugewright_spec::model::{Spec, Table};

use crate::choices::Choices;
use crate::inputs::{File, Skipped};
use crate::originals::Originals;
use crate::silence::LeftOut;

/// What files say.
#[derive(Debug)]
pub struct Model {
    /// As a spec. Panels are as they are in the files, and groups are called as they are there: several may have one name. No query has a
    /// name, as in the files.
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
    let mut told = originals.told("files", &choices)?;
    for group in &mut told.spec.alert_groups {
        if let Some(own) = originals.called(&group.name) {
            own.clone_into(&mut group.name);
        }
    }
    told.spec.queries = Table::default();
    // Comments are not compared.
    originals.note(&told.left_out, Vec::new());
    Ok(Model { spec: told.spec, skipped: originals.inputs.skipped, left_out: told.left_out })
}
