//! The sample's alerts as Prometheus would send them. Labels and annotations are those which promtool has seen the generated rules give.

use serde_json::{Value, json};

use crate::end_to_end::workspace;

/// When all of them began: long ago, and at one time, so that messages can be compared.
const START: &str = "2026-01-02T03:04:05Z";
const END: &str = "2026-01-02T04:05:06Z";

/// An alert that fires.
pub(super) fn firing(name: &str) -> Value {
    let tests = workspace::read_yaml(workspace::path(format!("monitoring/prometheus/tests/{name}.yml")));
    let expected =
        workspace::list(&tests, "tests").iter().flat_map(|test| workspace::list(test, "alert_rule_test"));
    let alert = expected.flat_map(|test| workspace::list(test, "exp_alerts")).next();
    let alert = alert.unwrap_or_else(|| panic!("no test sees {name} fire"));
    let mut labels = alert["exp_labels"].clone();
    labels["alertname"] = name.into();
    json!({
        "labels": labels,
        "annotations": alert["exp_annotations"],
        "startsAt": START,
        "endsAt": "2099-01-01T00:00:00Z",
        "generatorURL": format!("http://prometheus.example.com/graph?g0.expr={name}&g0.tab=1"),
    })
}

/// The same when it is over.
pub(super) fn over(name: &str) -> Value {
    let mut alert = firing(name);
    alert["endsAt"] = END.into();
    alert
}
