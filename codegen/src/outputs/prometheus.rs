//! Configuration and rules of Prometheus, as files.

use gaugewright_spec::model::Spec;

use super::{Input, Output};
use crate::error::RenderError;
use crate::files::Files;
use crate::local::{self, Setup};
use crate::prometheus;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "prometheus",
    about: "Prometheus configuration, rules and their tests",
    folder: prometheus::FOLDER,
    files: &["*.yml", "tests/*.yml", "shards/*.yml"],
    lacks: |_| None,
    needs: &[],
    yields_to: None,
    render,
};

fn render(input: &Input<'_>) -> Result<Files, Vec<RenderError>> {
    let spec = input.spec;
    let mut files = Files::default();
    let mut errors = Vec::new();
    match prometheus::config(spec, None) {
        Ok(text) => files.insert(prometheus::CONFIG_FILE, text),
        Err(error) => errors.push(error.of(prometheus::CONFIG_FILE)),
    }
    match local(spec) {
        Ok(text) => files.insert(prometheus::LOCAL_FILE, text),
        Err(error) => errors.push(error.of(prometheus::LOCAL_FILE)),
    }
    match prometheus::shards(spec) {
        Ok(shards) => shards.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(error),
    }
    match prometheus::federation(spec) {
        Ok(text) => text.into_iter().for_each(|text| files.insert(prometheus::FEDERATION_FILE, text)),
        Err(error) => errors.push(error.of(prometheus::FEDERATION_FILE)),
    }
    match prometheus::rule_files(spec) {
        Ok(rules) => rules.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(error),
    }
    match input.rule_tests() {
        Ok(tests) => tests.files.iter().for_each(|(name, text)| files.insert(name, text.clone())),
        Err(error) => errors.push(error.of("tests")),
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

/// A Prometheus on the machine of the service, beside the rules: as often at work as the spec says, and all alerts stay there.
fn local(spec: &Spec) -> Result<String, RenderError> {
    let service = &spec.service;
    let setup = Setup {
        target: &format!("localhost:{}", service.scrape.port),
        alertmanager: None,
        scrape_interval: service.scrape.interval,
        evaluation_interval: service.evaluation_interval,
        rule_files: prometheus::rule_file_names(spec),
    };
    local::prometheus(spec, &setup)
}
