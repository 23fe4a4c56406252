//! Configuration and rules of Prometheus, as files.

use gaugewright_spec::model::Spec;

use super::Target;
use crate::files::Files;
use crate::prometheus;

/// The row of the table.
pub(super) const TARGET: Target = Target {
    name: "prometheus",
    about: "Prometheus configuration, rules and their tests",
    folder: "monitoring/prometheus",
    render: |input| render(input.spec),
};

fn render(spec: &Spec) -> Result<Files, Vec<String>> {
    let mut files = Files::default();
    let mut errors = Vec::new();
    match prometheus::config(spec, None) {
        Ok(text) => files.insert(prometheus::CONFIG_FILE, text),
        Err(error) => errors.push(format!("{}: {error}", prometheus::CONFIG_FILE)),
    }
    match prometheus::shards(spec) {
        Ok(shards) => shards.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(error),
    }
    match prometheus::federation(spec) {
        Ok(text) => text.into_iter().for_each(|text| files.insert(prometheus::FEDERATION_FILE, text)),
        Err(error) => errors.push(format!("{}: {error}", prometheus::FEDERATION_FILE)),
    }
    match prometheus::rule_files(spec) {
        Ok(rules) => rules.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(error),
    }
    match prometheus::rule_tests(spec) {
        Ok(of_alerts) => of_alerts.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(format!("tests: {error}")),
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}
