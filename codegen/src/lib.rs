//! Gaugewright's generator: a checked [`Spec`] in, the text of every generated file out. What is public here
//! touches no disk, except [`main`], which is the whole program `gaugewright`.
//!
//! The program is what users install. This library is what its tests look at: it promises no stable interface.

#![forbid(unsafe_code)]

pub mod alert;
pub mod alertmanager;
mod baseline;
mod cli;
mod commands;
mod disk;
pub mod error;
mod excerpt;
mod exit;
pub mod files;
mod generated;
pub mod grafana;
mod history;
pub mod kubernetes;
mod live;
mod load;
pub mod local;
pub mod made;
mod moment;
pub mod outputs;
mod picture;
pub mod place;
pub mod preview;
mod program;
pub mod prometheus;
pub mod prose;
pub mod provisioning;
mod replay;
pub mod report;
mod serve;
pub mod shown;
pub mod suggest;
mod svg;
mod terminal;
#[cfg(unix)]
mod up;
pub mod verify;
mod why;
pub mod yaml;

use crate::error::RenderError;

pub use files::Files;
pub use gaugewright_spec::model::Spec;
pub use load::{load, load_on};
pub use outputs::{Chosen, Input, OUTPUTS, Output};
pub use program::main;
pub use prose::Own;

/// Everything that a spec generates: all outputs that are on. Or what is wrong with every output that could not.
pub fn render(spec: &Spec) -> Result<Files, Vec<RenderError>> {
    render_with(spec, &Own::default(), Chosen::new(spec).on().map(|choice| choice.output))
}

/// As [`render`], for some of the outputs, with the user's own templates and texts.
pub fn render_with(
    spec: &Spec,
    own: &Own,
    outputs: impl IntoIterator<Item = &'static Output>,
) -> Result<Files, Vec<RenderError>> {
    let outputs: Vec<&Output> = outputs.into_iter().collect();
    let input = Input::new(spec, own);
    let mut files = Files::default();
    let mut errors = Vec::new();
    for (output, rendered) in
        outputs.iter().zip(gaugewright_spec::parallel::map(&outputs, |output| (output.render)(&input)))
    {
        match rendered {
            Ok(rendered) => files.extend_below(input.folder(output), rendered),
            Err(problems) => {
                errors.extend(problems.into_iter().map(|problem| problem.of(output.name)));
            }
        }
    }
    errors.extend(files.problems().iter().cloned().map(RenderError::Path));
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}
