//! What people choose above the panels: two instances of the service in a Prometheus that another service shares, and every panel asked as
//! Grafana asks it, for one instance, for the other, and for all.

use gaugewright_spec::source::Source;
use serde_json::Value;

use super::grafana_variables::{Substitution, panels};
use super::prometheus::Prometheus;
use super::recordings::{server_with, world};
use super::workspace;

const SECOND: &str = r#"job="signal-harvester",instance="10.0.0.2:8000",namespace="signal-harvester",pod="signal-harvester-1""#;
const ANOTHER: &str =
    r#"job="another-service",instance="10.0.0.3:8000",namespace="another-service",pod="another-service-0""#;
const INSTANCES: [&str; 2] = ["10.0.0.1:8000", "10.0.0.2:8000"];
/// From here to the end there are samples: longer than the windows of the panels that are no days.
const START: u64 = world::END - 7200;

#[test]
fn a_chosen_instance_changes_every_panel_of_the_service_and_empties_none() {
    let (shared, alone) = (server(&[world::TARGET, SECOND, ANOTHER]), server(&[world::TARGET, SECOND]));
    let (mut followed, mut asked) = (0, 0);
    // What nobody has written shows what is recorded of all instances: objectives, alerts.
    for path in workspace::DASHBOARDS.iter().filter(|path| !path.contains("signal-harvester-")) {
        let dashboard = workspace::read_json(workspace::path(path));
        assert!(offers_instances(&dashboard), "{path}");
        let substitution = Substitution::of(&dashboard);
        for panel in panels(&dashboard) {
            for target in workspace::list(panel, "targets") {
                let expr = workspace::text(target, "expr");
                let place = format!("{path}: {}: {expr}", workspace::text(panel, "title"));
                let all = ask(&shared, &substitution.apply(expr));
                assert!(!all.is_empty(), "empty: {place}");
                assert_eq!(all, ask(&alone, &substitution.apply(expr)), "another service shows: {place}");
                asked += 1;
                let of = |instance: &str| {
                    let chosen = expr.replace("$instance", instance);
                    ask(&shared, &substitution.apply(&chosen))
                };
                let [one, other] = INSTANCES.map(of);
                if !expr.contains("$instance") {
                    assert!(
                        !(expr.contains("job=\"signal-harvester\"") && reads_the_service(expr)),
                        "does not follow: {place}"
                    );
                    continue;
                }
                followed += 1;
                assert!(!one.is_empty() && !other.is_empty(), "empty for one instance: {place}");
                assert!(one != other || one != all || is_alike(expr), "does not follow: {place}\n{one:?}");
            }
        }
    }
    assert!(followed >= 50 && asked > followed, "{followed} of {asked} queries follow the choice");
}

/// Whether instances can be chosen.
fn offers_instances(dashboard: &Value) -> bool {
    let mut variables = workspace::list(&dashboard["templating"], "list").iter();
    variables.any(|variable| variable["name"] == "instance" && variable["hide"] == 0)
}

/// What rules record of a cluster has the label of the service, and no instance of it.
fn reads_the_service(expr: &str) -> bool {
    !expr.contains(":kube_")
}

/// The share of what is found in a cache may be the same everywhere.
fn is_alike(expr: &str) -> bool {
    expr.contains(" / ")
}

fn server(targets: &[&str]) -> Prometheus {
    let text = workspace::read(workspace::path("metrics-spec.yaml"));
    let (spec, _) = gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)).expect("a sound spec");
    let rules = [workspace::path("monitoring/prometheus/recordings.yml")];
    server_with(&world::samples_of(&spec, targets, START), START, &rules)
}

/// The series and values that a query finds at the end.
fn ask(server: &Prometheus, query: &str) -> Vec<(String, String)> {
    let end = world::END.to_string();
    let answer = server.get("/api/v1/query", &[("query", query), ("time", &end)]);
    let answer = answer.unwrap_or_else(|error| panic!("{query}: {error}"));
    let sample = |series: &Value| (series["metric"].to_string(), series["value"][1].to_string());
    let mut found: Vec<_> = workspace::list(&answer, "result").iter().map(sample).collect();
    found.sort();
    found
}
