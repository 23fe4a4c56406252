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

use std::sync::OnceLock;

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
    /// Makes it. Errors are words for the user: what does not fit, and what to change.
    pub render: fn(&Input<'_>) -> Result<Files, Vec<String>>,
}

/// What targets are made from.
#[derive(Debug)]
pub struct Input<'i> {
    spec: &'i Spec,
    /// The user's own templates and texts.
    own: &'i Own,
    dashboards: OnceLock<Vec<(String, String)>>,
    rule_tests: OnceLock<Result<Vec<(String, String)>, String>>,
}

impl<'i> Input<'i> {
    /// A spec, and the user's own templates and texts.
    pub fn new(spec: &'i Spec, own: &'i Own) -> Self {
        Self { spec, own, dashboards: OnceLock::new(), rule_tests: OnceLock::new() }
    }

    /// The dashboards, with the names of their files. Several targets put them somewhere; the first that asks makes them.
    fn dashboards(&self) -> &[(String, String)] {
        self.dashboards.get_or_init(|| crate::grafana::dashboards(self.spec))
    }

    /// The tests of alert rules, with the names of their files, made once like the dashboards.
    fn rule_tests(&self) -> Result<&[(String, String)], String> {
        let tests = self.rule_tests.get_or_init(|| crate::prometheus::rule_tests(self.spec));
        tests.as_deref().map_err(Clone::clone)
    }
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
