//! The outputs: each turns a checked spec into the files of one tool. A new output is one file here and one
//! row in [`OUTPUTS`]; an output never imports another. What one alone needs stands in a
//! folder of its name. What several need (rules stand in files and in `ConfigMaps`) is built in rooms such as `prometheus`, `grafana`
//! and `kubernetes`, beside this one.

mod adapter;
mod alertmanager;
mod chosen;
mod compose;
mod docs;
mod folders;
mod grafana;
mod grafana_alerting;
mod kubernetes;
mod operator;
mod pictures;
mod problems;
mod prometheus;
mod runbooks;
mod schema;

use std::sync::OnceLock;

use gaugewright_spec::model::Spec;

pub use self::chosen::{Choice, Chosen, Why};
pub use self::folders::Folders;
pub use self::problems::problems;
use crate::error::RenderError;
use crate::files::Files;
use crate::picture;
use crate::prometheus::{Draw, RuleTests};
use crate::prose::Own;

/// Something that can be generated.
#[derive(Debug)]
pub struct Output {
    /// Its name, for `--only`.
    pub name: &'static str,
    /// What it makes, in a few words.
    pub about: &'static str,
    /// The folder that its files stand in unless the spec names another, below the output folder.
    pub folder: &'static str,
    /// What they are called below it, all that there ever are; `*` is any part of a name.
    pub files: &'static [&'static str],
    /// The key that the spec lacks, if there is nothing to make without it.
    pub lacks: fn(&Spec) -> Option<&'static str>,
    /// Outputs whose files it names: without them it is not made. They need no others themselves.
    pub needs: &'static [&'static str],
    /// Outputs beside which it is made only if the spec asks for it, and in words that one of them is made.
    pub yields_to: Option<(&'static [&'static str], &'static str)>,
    /// Makes it. Errors are words for the user: what does not fit, and what to change.
    pub render: fn(&Input<'_>) -> Result<Files, Vec<RenderError>>,
}

/// What outputs are made from.
#[derive(Debug)]
pub struct Input<'i> {
    spec: &'i Spec,
    /// The user's own templates and texts.
    own: &'i Own,
    chosen: Chosen,
    dashboards: OnceLock<Vec<(String, String)>>,
    rule_tests: OnceLock<Result<RuleTests, RenderError>>,
}

impl<'i> Input<'i> {
    /// A spec, and the user's own templates and texts.
    pub fn new(spec: &'i Spec, own: &'i Own) -> Self {
        let chosen = Chosen::new(spec);
        Self { spec, own, chosen, dashboards: OnceLock::new(), rule_tests: OnceLock::new() }
    }

    /// Which outputs are made, and where: what one says of another's files.
    pub(crate) fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// The folder that the files of an output stand in.
    pub(crate) fn folder(&self, output: &Output) -> &str {
        self.chosen.get(output.name).map_or(output.folder, |choice| choice.folder.as_str())
    }

    /// The dashboards, with the names of their files. Several outputs put them somewhere; the first that asks makes them.
    fn dashboards(&self) -> &[(String, String)] {
        self.dashboards.get_or_init(|| crate::grafana::dashboards(self.spec))
    }

    /// The tests of alert rules, made once like the dashboards, with their pictures if these are on.
    fn rule_tests(&self) -> Result<&RuleTests, RenderError> {
        let draw = self.chosen.folder(picture::OUTPUT).map(|_| picture::draw as Draw);
        let tests = self.rule_tests.get_or_init(|| crate::prometheus::rule_tests(self.spec, draw));
        tests.as_ref().map_err(Clone::clone)
    }
}

/// Every output.
pub const OUTPUTS: &[Output] = &[
    schema::OUTPUT,
    prometheus::OUTPUT,
    alertmanager::OUTPUT,
    grafana::OUTPUT,
    kubernetes::OUTPUT,
    operator::OUTPUT,
    adapter::OUTPUT,
    grafana_alerting::OUTPUT,
    compose::OUTPUT,
    runbooks::OUTPUT,
    pictures::OUTPUT,
    docs::OUTPUT,
];

#[cfg(test)]
mod tests {
    use super::{OUTPUTS, Output};

    /// Then nothing hangs on itself, and outputs can be decided on in any order.
    #[test]
    fn what_others_hang_on_hangs_on_none() {
        let find = |name: &str| OUTPUTS.iter().find(|output| output.name == name);
        let names =
            |output: &Output| [output.needs, output.yields_to.map_or(&[][..], |(names, _)| names)].concat();
        for name in OUTPUTS.iter().flat_map(names) {
            let output = find(name).unwrap_or_else(|| panic!("there is no {name}"));
            assert!(output.needs.is_empty() && output.yields_to.is_none(), "{name}");
        }
    }
}
