//! Rules and panels' queries, judged by Prometheus itself.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::grafana_variables::{Substitution, panels};
use super::prometheus::Prometheus;
use super::{prometheus_config, tool, workspace};

/// The seed's alerts, written down a second time: none may go missing on the way through the spec.
const ALERTS: [(&str, &[&str]); 7] = [
    (
        "signal_harvester_api",
        &[
            "HighErrorRate",
            "SlowResponseTime",
            "HighRequestLatency",
            "APIDown",
            "HighConcurrentRequests",
            "APITargetMissing",
        ],
    ),
    ("signal_harvester_database", &["DatabaseSizeGrowingRapidly", "DatabaseTooLarge", "SlowDatabaseQueries"]),
    ("signal_harvester_pipeline", &["PipelineFailures", "PipelineNotRunning", "SlowPipelineExecution"]),
    ("signal_harvester_llm", &["HighLLMErrorRate", "HighLLMLatency", "HighTokenUsage"]),
    ("signal_harvester_cache", &["LowCacheHitRate", "CacheSizeTooLarge"]),
    ("signal_harvester_resources", &["HighMemoryUsage", "HighCPUUsage", "PodRestartingFrequently"]),
    ("signal_harvester_discoveries", &["NoDiscoveriesFetched", "DiscoverySourceFailing"]),
];

#[test]
fn promtool_accepts_the_rules() {
    for file in workspace::rule_files() {
        let mut promtool = tool::command("promtool");
        tool::run(promtool.args(["check", "rules", "--lint=all", "--lint-fatal"]).arg(file)).expect_success();
    }
}

#[test]
fn promtool_accepts_the_config_and_all_that_it_refers_to() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = prometheus_config::write(folder.path(), &prometheus_config::without_cluster(folder.path()));
    let output = tool::run(
        tool::command("promtool").args(["check", "config", "--lint=all", "--lint-fatal"]).arg(config),
    )
    .expect_success();
    assert!(output.stdout.contains("alerts.yml"), "the config loads no alert rules:\n{output}");
}

/// One server for both: its start is the dear part.
#[test]
fn prometheus_loads_every_rule_and_answers_every_panel() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = prometheus_config::without_cluster(folder.path());
    config["global"]["evaluation_interval"] = "1s".into();
    prometheus_config::eager_rules(folder.path());
    let server = Prometheus::start(&prometheus_config::write(folder.path(), &config));
    assert_rules_are_healthy(&server);
    for dashboard in workspace::DASHBOARDS {
        assert_queries_are_accepted(&server, dashboard);
    }
}

fn assert_rules_are_healthy(server: &Prometheus) {
    let deadline = Instant::now() + tool::PATIENCE;
    let groups = loop {
        let answer = server.get("/api/v1/rules", &[]).expect("the list of rules");
        if rules(&answer).all(is_evaluated) {
            break answer;
        }
        assert!(Instant::now() < deadline, "not evaluated in time: {answer:#}\n{}", server.log());
        thread::sleep(Duration::from_millis(100));
    };
    for rule in rules(&groups) {
        assert!(rule["health"] == "ok" && rule.get("lastError").is_none(), "unhealthy: {rule:#}");
    }
    assert_eq!(alerts_by_group(&groups), expected_alerts());
    let is_of_objective = |rule: &&Value| workspace::text(rule, "name").starts_with("ApiAvailability");
    assert_eq!(rules(&groups).filter(is_of_objective).count(), 3, "an objective's alerts");
}

fn rules(groups: &Value) -> impl Iterator<Item = &Value> {
    workspace::list(groups, "groups").iter().flat_map(|group| workspace::list(group, "rules"))
}

fn is_evaluated(rule: &Value) -> bool {
    rule["health"] != "unknown"
}

type AlertsByGroup = BTreeMap<String, Vec<String>>;

fn alerts_by_group(groups: &Value) -> AlertsByGroup {
    let mut found = AlertsByGroup::new();
    let is_alert_file = |group: &&Value| workspace::text(group, "file").ends_with("/alerts.yml");
    for group in workspace::list(groups, "groups").iter().filter(is_alert_file) {
        for rule in workspace::list(group, "rules").iter().filter(|rule| rule["type"] == "alerting") {
            let name = workspace::text(group, "name").to_owned();
            found.entry(name).or_default().push(workspace::text(rule, "name").to_owned());
        }
    }
    for alerts in found.values_mut() {
        alerts.sort();
    }
    found
}

fn expected_alerts() -> AlertsByGroup {
    let mut expected = AlertsByGroup::new();
    for (group, alerts) in ALERTS {
        let mut alerts: Vec<_> = alerts.iter().map(ToString::to_string).collect();
        alerts.sort();
        expected.insert(group.to_owned(), alerts);
    }
    expected
}

fn assert_queries_are_accepted(server: &Prometheus, path: &str) {
    let dashboard = workspace::read_json(workspace::path(path));
    let substitution = Substitution::of(&dashboard);
    let mut asked = 0;
    for panel in panels(&dashboard) {
        for target in workspace::list(panel, "targets") {
            let expression = substitution.apply(workspace::text(target, "expr"));
            let title = workspace::text(panel, "title");
            if let Err(error) = server.query(&expression) {
                panic!("{path}: panel {title:?}: {error}\n{expression}");
            }
            asked += 1;
        }
    }
    assert!(asked > 0, "{path} asks Prometheus nothing");
    assert_annotations_are_accepted(server, path, &dashboard, &substitution);
}

fn assert_annotations_are_accepted(
    server: &Prometheus,
    path: &str,
    dashboard: &Value,
    substitution: &Substitution,
) {
    for annotation in workspace::list(&dashboard["annotations"], "list") {
        let Some(expression) = annotation["expr"].as_str() else { continue };
        let expression = substitution.apply(expression);
        if let Err(error) = server.query(&expression) {
            panic!("{path}: annotation {}: {error}\n{expression}", annotation["name"]);
        }
    }
}
