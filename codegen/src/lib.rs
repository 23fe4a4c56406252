//! Gaugewright's generator: a checked [`Spec`] in, the text of every generated file out. Nothing here
//! touches a disk; the binary does all of that.

pub mod alert;
pub mod alertmanager;
pub mod files;
pub mod grafana;
pub mod kubernetes;
pub mod local;
pub mod operator;
pub mod prometheus;
pub mod prose;
pub mod provisioning;
pub mod report;
mod selector;
pub mod suggest;
pub mod target;
pub mod verify;
pub mod yaml;

use std::panic::resume_unwind;
use std::thread;

pub use files::Files;
pub use gaugewright_spec::model::Spec;
pub use prose::Own;
pub use target::{TARGETS, Target};

/// Everything that a spec generates, or the words of every target that could not.
pub fn render(spec: &Spec) -> Result<Files, Vec<String>> {
    render_with(spec, &Own::default(), TARGETS)
}

/// As [`render`], for some of the targets, with the user's own templates and texts.
pub fn render_with<'t>(
    spec: &Spec,
    own: &Own,
    targets: impl IntoIterator<Item = &'t Target>,
) -> Result<Files, Vec<String>> {
    let mut files = Files::default();
    let mut errors = Vec::new();
    thread::scope(|scope| {
        let begin = |target: &'t Target| (target, scope.spawn(|| (target.render)(spec, own)));
        let running: Vec<_> = targets.into_iter().map(begin).collect();
        // In their order, whichever is ready first.
        for (target, worker) in running {
            match worker.join().unwrap_or_else(|panic| resume_unwind(panic)) {
                Ok(rendered) => files.extend_below(target.folder, rendered),
                Err(problems) => {
                    errors.extend(problems.into_iter().map(|problem| format!("{}: {problem}", target.name)));
                }
            }
        }
    });
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}
