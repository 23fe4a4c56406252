//! What Prometheus reads: its configuration and its rules. Both stand in files of their own and in a
//! `ConfigMap`, so they are built here as text and put into place by the targets.

mod annotation;
mod config;
mod format;
mod job;
mod relabel;
mod rule_tests;
mod rules;

use gaugewright_spec::model::{Alert, Environment, Spec};

use crate::yaml;

/// The file name of the configuration, in every place it stands in.
pub const CONFIG_FILE: &str = "prometheus.yml";

/// The file name of the alert rules. The configuration names rule files without a folder, which Prometheus takes as
/// relative to the configuration: the same text works in a checkout and in a `ConfigMap`.
pub const ALERTS_FILE: &str = "alerts.yml";

/// The file name of the recording rules.
pub const RECORDINGS_FILE: &str = "recordings.yml";

/// The file name of what is recorded for objectives. It stands alone so that tests of other alerts need not evaluate it.
pub const OBJECTIVES_FILE: &str = "slos.yml";

/// The text of `prometheus.yml`, as the base has it or as an environment has it.
pub fn config(spec: &Spec, environment: Option<&Environment>) -> Result<String, String> {
    yaml::file(yaml::SPEC_NAME, &config::Config::new(spec, environment))
}

/// The names of the rule files, recording rules first: a spec that records nothing has no file of them.
pub fn rule_file_names(spec: &Spec) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, objectives) in [(RECORDINGS_FILE, false), (OBJECTIVES_FILE, true)] {
        if spec.recording_groups.iter().any(|group| group.slo.is_some() == objectives) {
            names.push(name);
        }
    }
    names.push(ALERTS_FILE);
    names
}

/// The rule files: names and texts.
pub fn rule_files(spec: &Spec) -> Result<Vec<(&'static str, String)>, String> {
    let text = |name| {
        let file = match name {
            RECORDINGS_FILE => rules::RuleFile::recordings(spec, false),
            OBJECTIVES_FILE => rules::RuleFile::recordings(spec, true),
            _ => rules::RuleFile::alerts(spec),
        };
        yaml::file(yaml::SPEC_NAME, &file).map_err(|error| format!("{name}: {error}"))
    };
    rule_file_names(spec).into_iter().map(|name| Ok((name, text(name)?))).collect()
}

/// Tests of the rules for `promtool test rules`: the name of each file below the folder of the rules, and its text.
pub fn rule_tests(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    rule_tests::files(spec)
}

/// The name of the file with the tests of an alert, below the folder of the rules. It is there if the alert has tests.
pub fn rule_test_file(alert: &Alert) -> String {
    rule_tests::file_name(alert)
}
