//! What Prometheus reads: its configuration and its rules. Both stand in files of their own and in a
//! `ConfigMap`, so they are built here as text and put into place by the outputs.

mod annotation;
mod config;
mod federation;
mod format;
mod job;
mod relabel;
mod remote;
mod rule_tests;
mod rules;
pub(crate) mod state;
mod static_config;

use gaugewright_spec::model::{Alert, Environment, Job, Slo, Spec};

pub(crate) use self::annotation::{GRAFANA_VALUE, Templates, in_unit, literal_for, text_for};
pub(crate) use self::relabel::Relabel;
pub(crate) use self::remote::SECRETS_PATH;
pub(crate) use self::rule_tests::Draw;
pub use self::rule_tests::RuleTests;
pub(crate) use self::rule_tests::{Course, Curve, Drawn, Line, State};
pub(crate) use self::rules::{Group, alert_labels, own_labels};
use crate::error::RenderError;
use crate::place::Places;
use crate::yaml;
use rules::{RuleFile, Source};

/// The output whose files all of it is.
pub const OUTPUT: &str = "prometheus";

/// Their folder, unless the spec names another.
pub const FOLDER: &str = "monitoring/prometheus";

/// The file name of the configuration for a Prometheus on the machine of the service.
pub const LOCAL_FILE: &str = "local.yml";

/// The file name of the configuration, in every place it stands in.
pub const CONFIG_FILE: &str = "prometheus.yml";

/// The file name of the alert rules. The configuration names rule files without a folder, which Prometheus takes as
/// relative to the configuration: the same text works in a checkout and in a `ConfigMap`.
pub const ALERTS_FILE: &str = "alerts.yml";

/// The file name of the recording rules.
pub const RECORDINGS_FILE: &str = "recordings.yml";

/// The text of `prometheus.yml`, as the base has it or as an environment has it.
pub fn config(spec: &Spec, environment: Option<&Environment>) -> Result<String, RenderError> {
    yaml::file(&spec.command, &config::Config::new(spec, environment))
}

/// The configurations of the instances that divide all targets among themselves: file names and texts. There are none
/// if one instance scrapes all.
pub fn shards(spec: &Spec) -> Result<Vec<(String, String)>, RenderError> {
    let Some(prometheus) = spec.deploy.prometheus.as_ref().filter(|prometheus| prometheus.shards > 1) else {
        return Ok(Vec::new());
    };
    let shard = |number| {
        let name = format!("shards/prometheus-{number}.yml");
        let config = config::Config::shard(spec, prometheus, number);
        let text = yaml::file(&spec.command, &config).map_err(|error| error.of(&name))?;
        Ok((name, text))
    };
    (0..prometheus.shards).map(shard).collect()
}

/// The file name of the configuration of a Prometheus above others.
pub const FEDERATION_FILE: &str = "federation.yml";

/// Its text, if the spec has one.
pub fn federation(spec: &Spec) -> Result<Option<String>, RenderError> {
    federation::Config::new(spec).map(|config| yaml::file(&spec.command, &config)).transpose()
}

/// The groups of all rules, in the order in which one hangs on another.
pub(crate) fn rule_groups(spec: &Spec) -> Vec<Group> {
    rules(spec).into_iter().flat_map(|(_, file)| file.into_groups()).collect()
}

/// The relabelling steps of a job: those of its targets, and those of what they say.
pub(crate) fn relabelling(spec: &Spec, job: &Job) -> (Vec<Relabel>, Vec<Relabel>) {
    let config = job::scrape_config(spec, job);
    let (targets, series) = config.relabelling();
    (targets.to_vec(), series.to_vec())
}

/// The names of the rule files: what is recorded, a file for each objective, and the alerts. A spec that records nothing has no
/// file of recording rules.
pub fn rule_file_names(spec: &Spec) -> Vec<String> {
    sources(spec).into_iter().map(|(name, _)| name).collect()
}

/// The rule files: names and texts.
///
/// # Errors
/// What cannot be written.
pub fn rule_files(spec: &Spec) -> Result<Vec<(String, String)>, RenderError> {
    let text = |(name, file): (String, RuleFile)| match yaml::file(&spec.command, &file) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(error.of(&name)),
    };
    rules(spec).into_iter().map(text).collect()
}

/// The rule files, in the order in which one hangs on another.
fn rules(spec: &Spec) -> Vec<(String, RuleFile)> {
    let places = Places::new(spec);
    let file = |(name, source)| (name, RuleFile::new(spec, &places, source));
    sources(spec).into_iter().map(file).collect()
}

/// The names of the rule files and what stands in them, in that order.
fn sources(spec: &Spec) -> Vec<(String, Source<'_>)> {
    let recorded = spec.recording_groups.iter().any(|group| group.slo.is_none());
    let recorded = recorded.then(|| (RECORDINGS_FILE.to_owned(), Source::Recordings));
    let objectives = spec.slos.iter().map(|slo| (objective_file(slo), Source::Objective(slo)));
    recorded.into_iter().chain(objectives).chain([(ALERTS_FILE.to_owned(), Source::Alerts)]).collect()
}

/// The file name of the rules of an objective. It has its own, so that its tests and those of others need evaluate nothing else.
fn objective_file(slo: &Slo) -> String {
    format!("slo-{}.yml", slo.file_stem)
}

/// Tests of the rules for `promtool test rules`, and pictures of them if somebody draws.
///
/// # Errors
/// What cannot be written.
pub(crate) fn rule_tests(spec: &Spec, draw: Option<Draw>) -> Result<RuleTests, RenderError> {
    rule_tests::all(spec, draw)
}

/// The names of the files with the tests of an alert, below the folder of the rules: derived ones, and those of the author. Each is
/// there if there are any.
pub fn rule_test_files(alert: &Alert) -> [String; 2] {
    rule_tests::file_names(alert)
}
