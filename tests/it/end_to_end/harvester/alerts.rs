//! Alerts are seen firing at Alertmanager's webhook when something goes wrong, and resolving when it ends. The rules are the generated
//! ones, every duration in them divided by one number.

use std::time::Duration;

use gaugewright_spec::duration::Duration as Length;
use gaugewright_spec::promql::{self, Dialect, DurationExpr, VisitMut};
use serde_json::{Value, json};

use super::{Harvester, alertmanager::Alertmanager, exporter};
use crate::end_to_end::prometheus::Prometheus;
use crate::end_to_end::{tool, workspace};

/// Five minutes become one and a quarter seconds.
const FASTER: u64 = 240;
const LIMIT: Duration = Duration::from_secs(90);

struct Faster;

impl VisitMut for Faster {
    fn duration(&mut self, duration: &mut DurationExpr) {
        if let DurationExpr::Literal(literal) = duration {
            literal.millis /= FASTER;
            literal.text = Length::from_millis(literal.millis).to_string();
        }
    }
}

/// The generated rules, sooner.
fn rules() -> Value {
    let mut rules = workspace::read_yaml(workspace::path("monitoring/prometheus/alerts.yml"));
    for rule in rules["groups"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(|group| group["rules"].as_array_mut())
        .flatten()
    {
        let mut expr =
            promql::parse(workspace::text(rule, "expr"), Dialect { variables: false }).expect("a query");
        Faster.expr(&mut expr);
        rule["expr"] = promql::print(&expr).into();
        if let Some(hold) = rule["for"].as_str() {
            rule["for"] = sooner(hold).into();
        }
    }
    rules
}

/// A duration as a query would have it.
fn sooner(length: &str) -> String {
    let mut range = promql::parse(&format!("x[{length}]"), Dialect { variables: false }).expect("a duration");
    Faster.expr(&mut range);
    promql::print(&range).trim_start_matches("x[").trim_end_matches(']').to_owned()
}

fn config(service: &str, cluster: &str, alertmanager: &str) -> Value {
    let mut config = super::config(service, cluster);
    config["global"] =
        json!({ "scrape_interval": "250ms", "scrape_timeout": "250ms", "evaluation_interval": "500ms" });
    config["rule_files"] = json!(["rules.yml"]);
    config["alerting"] = json!({ "alertmanagers": [{ "static_configs": [{ "targets": [alertmanager] }] }] });
    config
}

fn set(service: &Harvester, faults: &Value) {
    ureq::put(&service.faults).send_json(faults).expect("the stand-ins listen");
}

#[test]
fn alerts_fire_with_their_faults_and_resolve_without_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = Harvester::start(folder.path());
    let alerts = Alertmanager::start(folder.path());
    tool::write(folder.path(), "rules.yml", rules().to_string());
    let config = config(&service.address, &exporter::start().to_string(), &alerts.address.to_string());
    let _prometheus = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", config.to_string()));

    set(&service, &json!({ "llm_error_share": 0.9 }));
    for alert in ["HighLLMErrorRate", "PipelineFailures"] {
        alerts.wait(alert, "firing", LIMIT);
    }
    set(&service, &json!({}));
    for alert in ["HighLLMErrorRate", "PipelineFailures"] {
        alerts.wait(alert, "resolved", LIMIT);
    }

    set(&service, &json!({ "llm_verbosity": 100_000 }));
    alerts.wait("HighTokenUsage", "firing", LIMIT);
    set(&service, &json!({ "nothing_new": true }));
    alerts.wait("NoDiscoveriesFetched", "firing", LIMIT);
    alerts.wait("DiscoverySourceFailing", "firing", LIMIT);
    alerts.wait("HighTokenUsage", "resolved", LIMIT);
    set(&service, &json!({}));
    alerts.wait("NoDiscoveriesFetched", "resolved", LIMIT);
    alerts.wait("DiscoverySourceFailing", "resolved", LIMIT);

    drop(service);
    alerts.wait("APIDown", "firing", LIMIT);
}
