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

/// The file name of the rules. The configuration names it without a folder, which Prometheus takes as
/// relative to the configuration: the same text works in a checkout and in a `ConfigMap`.
pub const RULES_FILE: &str = "alerts.yml";

/// The text of `prometheus.yml`, as the base has it or as an environment has it.
pub fn config(spec: &Spec, environment: Option<&Environment>) -> Result<String, String> {
    yaml::file(yaml::SPEC_NAME, &config::Config::new(spec, environment))
}

/// The text of `alerts.yml`.
pub fn rules(spec: &Spec) -> Result<String, String> {
    yaml::file(yaml::SPEC_NAME, &rules::RuleFile::new(spec))
}

/// Tests of the rules for `promtool test rules`: the name of each file below the folder of the rules, and its text.
pub fn rule_tests(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    rule_tests::files(spec)
}

/// The name of the file with the tests of an alert, below the folder of the rules. It is there if the alert has tests.
pub fn rule_test_file(alert: &Alert) -> String {
    rule_tests::file_name(alert)
}
