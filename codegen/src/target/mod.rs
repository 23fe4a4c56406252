//! The targets: each turns a checked spec into the files of one tool. A new target is one file here and one
//! row in [`TARGETS`]; a target never imports another. What several of them need (rules stand in files and
//! in `ConfigMaps`) is built in the rooms `prometheus`, `grafana` and `kubernetes`.

mod adapter;
mod alertmanager;
mod compose;
mod docs;
mod grafana;
mod grafana_alerting;
mod kubernetes;
mod operator;
mod prometheus;
mod runbooks;
mod schema;

use gaugewright_spec::model::Spec;

use crate::files::Files;
use crate::prose::Own;

/// Something that can be generated.
#[derive(Debug)]
pub struct Target {
    /// Its name, for `--only`.
    pub name: &'static str,
    /// What it makes, in a few words.
    pub about: &'static str,
    /// The folder that its files stand in, below the root of the project.
    pub folder: &'static str,
    /// Makes it, with the user's own templates and texts. Errors are words for the user: what does not fit, and what to
    /// change.
    pub render: fn(&Spec, &Own) -> Result<Files, Vec<String>>,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    schema::TARGET,
    prometheus::TARGET,
    alertmanager::TARGET,
    grafana::TARGET,
    kubernetes::TARGET,
    operator::TARGET,
    adapter::TARGET,
    grafana_alerting::TARGET,
    compose::TARGET,
    runbooks::TARGET,
    docs::TARGET,
];
