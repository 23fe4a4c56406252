//! What every generated file says of itself.

use gaugewright_spec::model::Command;

/// The name of the spec, as generated files give it. Files must not depend on the folder that a run was
/// started in, so it is always this one.
const SPEC_NAME: &str = "metrics-spec.yaml";

/// What a file comes from, and what to do instead of editing it.
pub(crate) fn lines(command: &Command) -> [String; 2] {
    let what = format!("Generated from {SPEC_NAME}: do not edit.");
    [what, format!("Change the spec instead, then run: {}", command.generate())]
}
