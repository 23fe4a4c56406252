//! Configuration for one machine: what is generated for a cluster, without the cluster.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Spec;
use serde_json::json;

/// Time between two scrapes and two evaluations: nobody in front of a screen wants to wait for more.
pub(super) const INTERVAL: Duration = Duration::from_secs(2);
/// The longest `for` of an alert.
pub(super) const HOLD: Duration = Duration::from_secs(10);

/// `prometheus.yml`. JSON is YAML.
pub(super) fn prometheus(spec: &Spec, target: &str, alertmanager: &str) -> String {
    let service = &spec.service;
    // As the discovery of pods would label it.
    let labels = json!({ "namespace": spec.deploy.namespace, "pod": format!("{}-0", service.name) });
    let config = json!({
        "global": { "scrape_interval": INTERVAL.to_string(), "evaluation_interval": INTERVAL.to_string() },
        "rule_files": ["alerts.yml"],
        "alerting": { "alertmanagers": [{ "static_configs": [{ "targets": [alertmanager] }] }] },
        "scrape_configs": [{
            "job_name": service.name,
            "metrics_path": service.scrape.path,
            "static_configs": [{ "targets": [target], "labels": labels }],
        }],
    });
    format!("{config:#}\n")
}

/// `alerts.yml`: the generated rules, but none waits long.
pub(super) fn rules(spec: &Spec) -> Result<String, String> {
    let mut spec = spec.clone();
    for alert in spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts) {
        alert.hold = alert.hold.map(|hold| hold.min(HOLD));
    }
    codegen::prometheus::rules(&spec)
}

/// `alertmanager.yml`: alerts are shown, and nobody is told.
pub(super) fn alertmanager() -> String {
    let config =
        json!({ "route": { "receiver": "screen", "group_wait": "1s" }, "receivers": [{ "name": "screen" }] });
    format!("{config:#}\n")
}
