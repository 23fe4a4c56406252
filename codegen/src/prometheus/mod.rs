//! What Prometheus reads: its configuration and its rules. Both stand in files of their own and in a
//! `ConfigMap`, so they are built here as text and put into place by the targets.

mod annotation;
mod config;
mod federation;
mod format;
mod job;
mod relabel;
mod remote;
mod rule_tests;
mod rules;

use gaugewright_spec::model::{Alert, Environment, Job, Spec};

pub(crate) use self::annotation::{GRAFANA_VALUE, Templates, literal_for, text_for};
pub(crate) use self::relabel::Relabel;
pub(crate) use self::remote::SECRETS_PATH;
pub(crate) use self::rules::{Group, own_labels};
use crate::yaml;

/// The file name of the configuration, in every place it stands in.
pub const CONFIG_FILE: &str = "prometheus.yml";

/// The file name of the alert rules. The configuration names rule files without a folder, which Prometheus takes as
/// relative to the configuration: the same text works in a checkout and in a `ConfigMap`.
pub const ALERTS_FILE: &str = "alerts.yml";

/// The file name of the recording rules.
pub const RECORDINGS_FILE: &str = "recordings.yml";

/// The text of `prometheus.yml`, as the base has it or as an environment has it.
pub fn config(spec: &Spec, environment: Option<&Environment>) -> Result<String, String> {
    yaml::file(yaml::SPEC_NAME, &config::Config::new(spec, environment))
}

/// The configurations of the instances that divide all targets among themselves: file names and texts. There are none
/// if one instance scrapes all.
pub fn shards(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    let Some(prometheus) = spec.deploy.prometheus.as_ref().filter(|prometheus| prometheus.shards > 1) else {
        return Ok(Vec::new());
    };
    let shard = |number| {
        let name = format!("shards/prometheus-{number}.yml");
        let config = config::Config::shard(spec, prometheus, number);
        let text = yaml::file(yaml::SPEC_NAME, &config).map_err(|error| format!("{name}: {error}"))?;
        Ok((name, text))
    };
    (0..prometheus.shards).map(shard).collect()
}

/// The file name of the configuration of a Prometheus above others.
pub const FEDERATION_FILE: &str = "federation.yml";

/// Its text, if the spec has one.
pub fn federation(spec: &Spec) -> Result<Option<String>, String> {
    federation::Config::new(spec).map(|config| yaml::file(yaml::SPEC_NAME, &config)).transpose()
}

/// The groups of all rules, recording rules first.
pub(crate) fn rule_groups(spec: &Spec) -> Vec<Group> {
    let mut groups = rules::RuleFile::recordings(spec).into_groups();
    groups.extend(rules::RuleFile::alerts(spec).into_groups());
    groups
}

/// The relabelling steps of a job: those of its targets, and those of what they say.
pub(crate) fn relabelling(spec: &Spec, job: &Job) -> (Vec<Relabel>, Vec<Relabel>) {
    let config = job::scrape_config(spec, job);
    let (targets, series) = config.relabelling();
    (targets.to_vec(), series.to_vec())
}

/// The names of the rule files, recording rules first: a spec that records nothing has no file of them.
pub fn rule_file_names(spec: &Spec) -> Vec<&'static str> {
    let recordings = (!spec.recording_groups.is_empty()).then_some(RECORDINGS_FILE);
    recordings.into_iter().chain([ALERTS_FILE]).collect()
}

/// The groups of rules in the order in which they read each other; none if nothing is recorded.
fn group_order(spec: &Spec) -> Vec<String> {
    let prefix = spec.service.group_prefix();
    let recordings = spec.recording_groups.iter().map(|group| &group.name);
    let alerts =
        spec.alert_groups.iter().map(|group| &group.name).filter(|_| !spec.recording_groups.is_empty());
    recordings.chain(alerts).map(|name| format!("{prefix}{name}")).collect()
}

/// The rule files: names and texts.
pub fn rule_files(spec: &Spec) -> Result<Vec<(&'static str, String)>, String> {
    let text = |name| {
        let file = match name {
            RECORDINGS_FILE => rules::RuleFile::recordings(spec),
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
