//! Configuration and rules of Prometheus, as files.

use gaugewright_spec::model::Spec;

use super::Target;
use crate::files::Files;
use crate::prometheus;

/// The row of the table.
pub(super) const TARGET: Target = Target {
    name: "prometheus",
    about: "Prometheus configuration, alert rules and their tests",
    folder: "monitoring/prometheus",
    render,
};

fn render(spec: &Spec) -> Result<Files, Vec<String>> {
    let mut files = Files::default();
    let mut errors = Vec::new();
    let texts = [
        (prometheus::CONFIG_FILE, prometheus::config(spec, None)),
        (prometheus::RULES_FILE, prometheus::rules(spec)),
    ];
    for (name, text) in texts {
        match text {
            Ok(text) => files.insert(name, text),
            Err(error) => errors.push(format!("{name}: {error}")),
        }
    }
    match prometheus::rule_tests(spec) {
        Ok(of_alerts) => of_alerts.into_iter().for_each(|(name, text)| files.insert(name, text)),
        Err(error) => errors.push(format!("tests: {error}")),
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}
