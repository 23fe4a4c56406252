//! The outputs: each turns a checked spec into the files of one tool. A new output is one file here and one
//! row in [`OUTPUTS`]; an output never imports another. What one alone needs stands in a
//! folder of its name. What several need (rules stand in files and in `ConfigMaps`) is built in rooms such as `prometheus`, `grafana`
//! and `kubernetes`, beside this one.

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
pub struct Output {
    /// Its name, for `--only`.
    pub name: &'static str,
    /// What it makes, in a few words.
    pub about: &'static str,
    /// The folder that its files stand in, below the root of the project.
    pub folder: &'static str,
    /// What they are called below it, all that there ever are; `*` is any part of a name.
    pub files: &'static [&'static str],
    /// Makes it. Errors are words for the user: what does not fit, and what to change.
    pub render: fn(&Input<'_>) -> Result<Files, Vec<String>>,
}

/// What outputs are made from.
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

    /// The dashboards, with the names of their files. Several outputs put them somewhere; the first that asks makes them.
    fn dashboards(&self) -> &[(String, String)] {
        self.dashboards.get_or_init(|| crate::grafana::dashboards(self.spec))
    }

    /// The tests of alert rules, with the names of their files, made once like the dashboards.
    fn rule_tests(&self) -> Result<&[(String, String)], String> {
        let tests = self.rule_tests.get_or_init(|| crate::prometheus::rule_tests(self.spec));
        tests.as_deref().map_err(Clone::clone)
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
    docs::OUTPUT,
];

/// Whether some output can have written a file: by its path below the root of the project, with `/` between folders.
pub fn can_have_written(path: &str) -> bool {
    let by = |output: &Output| {
        let below = path.strip_prefix(output.folder).and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|below| output.files.iter().any(|pattern| is_named(below, pattern)))
    };
    OUTPUTS.iter().any(by)
}

/// Whether a path is one that a pattern stands for. What begins with a dot is not.
fn is_named(path: &str, pattern: &str) -> bool {
    let (mut parts, mut patterns) = (path.split('/'), pattern.split('/'));
    loop {
        match (parts.next(), patterns.next()) {
            (None, None) => return true,
            (Some(part), Some(pattern)) if part_is_named(part, pattern) => {}
            _ => return false,
        }
    }
}

fn part_is_named(part: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => part == pattern,
        Some((before, after)) => {
            let inner = part.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            inner.is_some_and(|inner| !inner.is_empty()) && !part.starts_with('.')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::can_have_written;

    #[test]
    fn only_what_an_output_writes_is_written_by_one() {
        for path in [
            "docs/MONITORING.md",
            "docs/runbooks/High.md",
            "monitoring/prometheus/tests/High.yml",
            "monitoring/k8s/overlays/staging/x.yaml",
            "monitoring/grafana/shop-dashboard.json",
        ] {
            assert!(can_have_written(path), "{path}");
        }
        for path in [
            "metrics-spec.yaml",
            "Cargo.toml",
            ".git/config",
            "docs/slos.md",
            "docs/runbooks/../slos.md",
            "docs/runbooks/.md",
            "docs/runbooks/.x.md",
            "monitoring/link/data.txt",
            "monitoring/grafana/-dashboard.json",
            "/docs/MONITORING.md",
            "monitoring",
            "",
        ] {
            assert!(!can_have_written(path), "{path}");
        }
    }
}
