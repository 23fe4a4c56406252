//! Ways to break a sound dashboard, each of which exactly one rule notices.

use serde_json::{Value, json};

type Mutation = fn(&mut Value);

/// The rule, what is done, and how.
pub(super) const ALL: &[(&str, &str, Mutation)] = &[
    ("template-datasource-rule", "an unusual label", |d| {
        *variable(d, "datasource", "label") = json!("Source");
    }),
    ("template-datasource-rule", "a second data source", |d| {
        let mut second = d["templating"]["list"][0].clone();
        second["name"] = json!("other");
        d["templating"]["list"].as_array_mut().expect("variables").push(second);
    }),
    ("template-job-rule", "one at a time", |d| *variable(d, "job", "multi") = json!(false)),
    ("template-job-rule", "a fixed data source", |d| *variable(d, "job", "datasource") = json!("prometheus")),
    ("template-job-rule", "series without the label", |d| *variable(d, "job", "allValue") = json!(".*")),
    ("template-instance-rule", "another label", |d| *variable(d, "instance", "label") = json!("Pod")),
    ("template-instance-rule", "a list of constants", |d| *variable(d, "instance", "type") = json!("custom")),
    ("template-label-promql-rule", "no PromQL", |d| {
        *variable(d, "job", "query") = json!("label_values(up{, job)");
    }),
    ("template-label-promql-rule", "no function of Grafana", |d| {
        *variable(d, "job", "query") = json!("values(up, job)");
    }),
    ("template-on-time-change-reload-rule", "only with the dashboard", |d| {
        *variable(d, "instance", "refresh") = json!(1);
    }),
    ("panel-datasource-rule", "a fixed one", |d| panel(d)["datasource"]["uid"] = json!("P1809F7CD0C75ACF3")),
    ("panel-datasource-rule", "a name", |d| panel(d)["datasource"] = json!("Prometheus")),
    ("panel-datasource-rule", "a fixed one for a query", |d| {
        target(d)["datasource"]["uid"] = json!("P1809F7CD0C75ACF3");
    }),
    ("panel-title-description-rule", "no description", |d| panel(d)["description"] = json!("")),
    ("panel-title-description-rule", "no title", |d| panel(d)["title"] = json!(" ")),
    ("panel-units-rule", "a wrong unit", |d| *unit(d) = json!("seconds")),
    ("panel-units-rule", "no unit", |d| *unit(d) = Value::Null),
    ("panel-units-rule", "a wrong unit for one series", |d| {
        panel(d)["fieldConfig"]["overrides"] = json!([{
            "matcher": { "id": "byFrameRefID", "options": "A" },
            "properties": [{ "id": "unit", "value": "req/s" }],
        }]);
    }),
    ("panel-no-targets-rule", "an empty list", |d| panel(d)["targets"] = json!([])),
    ("panel-no-targets-rule", "no list", |d| panel(d)["targets"] = Value::Null),
    ("target-logql-rule", "an open bracket", |d| loki(d, r#"sum(rate({app="shop"}[$__auto])"#)),
    ("target-logql-rule", "an open quote", |d| loki(d, r#"{app="shop}"#)),
    ("target-logql-rule", "PromQL", |d| loki(d, r#"up{job="shop"}"#)),
    ("target-logql-auto-rule", "a fixed range", |d| loki(d, r#"sum(rate({app="shop"}[5m]))"#)),
    ("target-promql-rule", "an open bracket", |d| target(d)["expr"] = json!("sum(up")),
    ("target-promql-rule", "an unknown variable", |d| replace(d, "$__rate_interval", "$nothing")),
    ("target-rate-interval-rule", "a fixed window", |d| replace(d, "$__rate_interval", "5m")),
    ("target-rate-interval-rule", "the time between two points", |d| {
        replace(d, "$__rate_interval", "$__interval");
    }),
    ("target-job-rule", "no condition", |d| replace(d, r#"job=~"$job","#, "")),
    ("target-job-rule", "another condition first", |d| {
        replace(d, r#"job=~"$job""#, r#"job="shop",job=~"$job""#);
    }),
    ("target-instance-rule", "no regular expression", |d| replace(d, "instance=~", "instance=")),
    ("target-counter-agg-rule", "a bare counter", |d| {
        target(d)["expr"] = json!(r#"sum(calls_total{job=~"$job",instance=~"$instance"})"#);
    }),
    ("target-counter-agg-rule", "a function for gauges", |d| replace(d, "rate(", "deriv(")),
    ("uneditable-dashboard", "editable", |d| d["editable"] = json!(true)),
];

fn variable<'d>(dashboard: &'d mut Value, name: &str, key: &str) -> &'d mut Value {
    let list = dashboard["templating"]["list"].as_array_mut().expect("variables");
    &mut list.iter_mut().find(|variable| variable["name"] == name).expect("the variable")[key]
}

/// The first panel: the growth of a counter over time.
fn panel(dashboard: &mut Value) -> &mut Value {
    let panels = dashboard["panels"].as_array_mut().expect("panels");
    panels.iter_mut().find(|panel| panel["type"] == "timeseries").expect("a panel")
}

fn unit(dashboard: &mut Value) -> &mut Value {
    &mut panel(dashboard)["fieldConfig"]["defaults"]["unit"]
}

fn target(dashboard: &mut Value) -> &mut Value {
    &mut panel(dashboard)["targets"][0]
}

fn replace(dashboard: &mut Value, old: &str, new: &str) {
    let target = target(dashboard);
    let expr = target["expr"].as_str().expect("a query").replace(old, new);
    target["expr"] = json!(expr);
}

/// Makes a query one to Loki.
fn loki(dashboard: &mut Value, expr: &str) {
    let target = target(dashboard);
    target["datasource"]["type"] = json!("loki");
    target["expr"] = json!(expr);
}
