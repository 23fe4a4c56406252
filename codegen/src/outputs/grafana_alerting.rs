//! The alerts as rules of Grafana: instead of those of Prometheus, never beside them.

mod rules;

use super::Output;
use crate::files::Files;
use crate::yaml;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "grafana-alerting",
    about: "The alerts as rules of Grafana, for those who evaluate none in Prometheus",
    // Not below `monitoring/grafana`: Grafana would load them from there, and every alert would come twice.
    folder: "monitoring/grafana-alerting",
    files: &["*.yaml"],
    lacks: |spec| spec.alerts().next().is_none().then_some("alerts"),
    needs: &[],
    // Two evaluators of the same alerts would tell everyone everything twice.
    yields_to: Some((&["prometheus", "kubernetes", "operator"], "Prometheus alert rules are on")),
    render: |input| {
        let spec = input.spec;
        let mut files = Files::default();
        if !spec.alert_groups.is_empty() {
            let text = yaml::file(&spec.command, &rules::rules(spec));
            files.insert("rules.yaml", text.map_err(|error| vec![error.of("rules.yaml")])?);
        }
        Ok(files)
    },
};
