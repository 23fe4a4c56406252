//! A running system against the spec: every planted difference is found, and nothing else.

mod queries;
mod start;

use std::time::Duration;

use codegen::verify::{self, Answer, Exposition, Kind};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

const SPEC: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s }, series_budget: 20 }
labels:
  method: { values: [GET, POST] }
  status: { codes: 100..599, expect: 4 }
  route: { open: { limit: 10 }, expect: 2 }
metrics:
  http:
    http_requests_total: { type: counter, labels: [method, status], help: Requests }
    http_errors_total: { type: counter, labels: [route], help: Errors by route }
    http_duration_seconds: { type: histogram, buckets: [100ms, 1s], help: Time to answer }
    pool_used_ratio: { type: gauge, range: 0..1, help: Share of the pool in use }
queries:
  requests: { help: Requests per second, window: 5m, record: true, expr: "sum(rate(http_requests_total[$window]))" }
alerts:
  http:
    PoolFull: { expr: max(pool_used_ratio), above: 90%, for: 5m, severity: warning, summary: Full }
"#;

const SCRAPE: &str = r#"# TYPE http_requests_total counter
http_requests_total{method="GET",status="200"} 7
http_requests_total{method="POST",status="404"} 0
# TYPE http_duration_seconds histogram
http_duration_seconds_bucket{le="0.1"} 5
http_duration_seconds_bucket{le="1.0"} 6
http_duration_seconds_bucket{le="+Inf"} 7
http_duration_seconds_sum 3.5
http_duration_seconds_count 7
# TYPE pool_used_ratio gauge
pool_used_ratio 0.25
process_open_fds 12
"#;

fn spec() -> Spec {
    let loaded = gaugewright_spec::load_on(&Source::new("metrics-spec.yaml", SPEC), None);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.spec.expect("a sound spec")
}

#[test]
fn a_scrape_as_the_spec_says_is_clean() {
    let drifts = verify::target(&spec(), &Exposition::parse(SCRAPE));
    assert!(drifts.is_empty(), "{}", verify::table(&drifts));
}

#[test]
fn every_planted_drift_is_found() {
    let many: String = (0..30).map(|route| format!("http_errors_total{{route=\"/{route}\"}} 1\n")).collect();
    let plants = [
        ("http_requests_total", "http_calls_total", vec![Kind::Missing, Kind::Unknown]),
        // A gauge that nobody has set is not there.
        ("pool_used_ratio", "pool_used_share", vec![Kind::Unknown]),
        ("# TYPE pool_used_ratio gauge", "# TYPE pool_used_ratio counter", vec![Kind::Type]),
        (",status=\"404\"", ",status=\"404\",tenant=\"a\"", vec![Kind::Labels]),
        (",status=\"404\"", "", vec![Kind::Labels]),
        ("method=\"POST\"", "method=\"post\"", vec![Kind::Value]),
        ("status=\"404\"", "status=\"4xx\"", vec![Kind::Value]),
        ("http_duration_seconds_bucket{le=\"0.1\"} 5\n", "", vec![Kind::Buckets]),
        ("le=\"1.0\"", "le=\"2.0\"", vec![Kind::Buckets]),
        ("pool_used_ratio 0.25", "pool_used_ratio 25", vec![Kind::Range]),
        ("http_duration_seconds_sum 3.5", "http_duration_seconds_sum", vec![Kind::Malformed]),
        ("process_open_fds 12\n", &many, vec![Kind::Budget]),
        ("process_open_fds 12", "jvm_threads 12", vec![Kind::Unknown]),
    ];
    for (from, to, expected) in plants {
        let scrape = SCRAPE.replace(from, to);
        assert_ne!(scrape, SCRAPE, "`{from}` is not there");
        let drifts = verify::target(&spec(), &Exposition::parse(&scrape));
        let kinds: Vec<Kind> = drifts.iter().map(|drift| drift.kind).collect();
        assert_eq!(kinds, expected, "`{from}` became `{to}`:\n{}", verify::table(&drifts));
    }
}

/// What a sound Prometheus answers, changed by `change`.
fn drifts_of(change: impl Fn(&str, &mut Value)) -> Vec<Kind> {
    let answer = |path: &str, parameters: &[(&str, &str)]| {
        let mut answer = match path {
            "/api/v1/rules" => json!({ "groups": [{ "name": "shop_http", "rules": [{
                "type": "alerting", "name": "PoolFull", "query": "max(pool_used_ratio{job=\"shop\"}) > 0.9", "duration": 300.0,
                "labels": { "severity": "warning", "component": "http", "job": "shop" }, "health": "ok",
            }, {
                "type": "recording", "name": "job:http_requests:rate5m", "health": "ok",
                "query": "sum(rate(http_requests_total{job=\"shop\"}[5m]))", "labels": { "job": "shop" },
            }] }] }),
            "/api/v1/targets" => json!({ "activeTargets": [{ "scrapeUrl": "http://a", "health": "up" }] }),
            _ => json!({ "result": [{ "metric": {}, "value": [0, "1"] }] }),
        };
        if !parameters.contains(&("query", "up")) {
            change(path, &mut answer);
        }
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(Answer { data: answer, took: Duration::from_millis(5) }),
        }
    };
    let slow = Duration::from_secs(1);
    let found = verify::prometheus(&spec(), slow, &mut { answer }).expect("rules and targets");
    found.drifts.into_iter().map(|drift| drift.kind).collect()
}

#[test]
fn what_prometheus_has_loaded_is_compared() {
    let rule = |change: fn(&mut Value)| {
        drifts_of(move |path, answer| {
            if path.ends_with("rules") {
                change(&mut answer["groups"][0]["rules"][0]);
            }
        })
    };
    assert_eq!(rule(|_| {}), []);
    assert_eq!(rule(|rule| rule["query"] = "max(pool_used_ratio) > 0.95".into()), [Kind::Rule]);
    assert_eq!(rule(|rule| rule["duration"] = 60.0.into()), [Kind::Rule]);
    assert_eq!(rule(|rule| rule["labels"]["severity"] = "info".into()), [Kind::Rule]);
    assert_eq!(rule(|rule| rule["name"] = "Other".into()), [Kind::Missing, Kind::Unknown]);
    assert_eq!(rule(|rule| rule["lastError"] = "many-to-many".into()), [Kind::Error]);
    let recording = |change: fn(&mut Value)| {
        drifts_of(move |path, answer| {
            if path.ends_with("rules") {
                change(&mut answer["groups"][0]["rules"][1]);
            }
        })
    };
    assert_eq!(recording(|rule| rule["query"] = "sum(rate(http_requests_total[6m]))".into()), [Kind::Rule]);
    assert_eq!(recording(|rule| rule["name"] = "job:http:rate5m".into()), [Kind::Missing, Kind::Unknown]);
    assert_eq!(recording(|rule| rule["labels"] = json!({ "a": "b" })), [Kind::Missing, Kind::Unknown]);
    assert_eq!(recording(|rule| rule["lastError"] = "duplicates".into()), [Kind::Error]);
    let down = drifts_of(|path, answer| {
        if path.ends_with("targets") {
            answer["activeTargets"][0]["health"] = "down".into();
        }
    });
    assert_eq!(down, [Kind::Down]);
    let empty = drifts_of(|path, answer| {
        if path.ends_with("query") {
            answer["result"] = json!([]);
        }
    });
    // The named query; that nobody has set the gauge that the alert looks at is no difference.
    assert_eq!(empty, [Kind::Empty]);
    let refused = drifts_of(|path, answer| {
        if path.ends_with("query") {
            *answer = json!({ "error": "timed out" });
        }
    });
    assert_eq!(refused, [Kind::Error, Kind::Error]);
}

/// What is said of a Grafana whose first dashboard was changed.
fn grafana_drifts(change: impl Fn(&mut Value)) -> Vec<(Kind, String)> {
    let spec = sample();
    let mut ask = |path: &str, _: &[(&str, &str)]| {
        let mut dashboards: Vec<Value> = codegen::grafana::dashboards(&spec)
            .iter()
            .map(|(_, text)| serde_json::from_str(text).expect("JSON"))
            .collect();
        // What Grafana makes of them.
        for (id, dashboard) in dashboards.iter_mut().enumerate() {
            dashboard["id"] = (id + 7).into();
            dashboard["version"] = 3.into();
            dashboard["weekStart"] = "".into();
        }
        change(&mut dashboards[0]);
        let data = match path.strip_prefix("/api/dashboards/uid/") {
            None => dashboards.iter().map(|dashboard| json!({ "uid": dashboard["uid"] })).collect(),
            Some(uid) => {
                let found = dashboards.iter().find(|dashboard| dashboard["uid"] == uid);
                json!({ "dashboard": found, "meta": {} })
            }
        };
        Ok(Answer { data, took: Duration::ZERO })
    };
    let drifts = verify::grafana(&spec, &mut ask).expect("answers");
    drifts.into_iter().map(|drift| (drift.kind, drift.message)).collect()
}

fn sample() -> Spec {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml"));
    let source = Source::new("metrics-spec.yaml", text.expect("the spec"));
    gaugewright_spec::load_on(&source, None).spec.expect("a sound spec")
}

#[test]
fn the_dashboards_that_grafana_shows_are_compared() {
    assert_eq!(grafana_drifts(|_| {}), []);
    assert_eq!(grafana_drifts(|found| found["uid"] = "other".into())[0].0, Kind::Missing);
    let [(kind, message)] = &grafana_drifts(|found| found["panels"][1]["title"] = "Mine".into())[..] else {
        panic!("one difference")
    };
    assert_eq!(*kind, Kind::Dashboard);
    assert!(message.contains("is \"Mine\", and should be"), "{message}");
    let query = grafana_drifts(|found| found["panels"][1]["targets"][0]["expr"] = "up".into());
    assert!(query[0].1.contains("targets.0.expr` is \"up\""), "{query:?}");
    let less = grafana_drifts(|found| {
        found["panels"].as_array_mut().expect("panels").pop();
    });
    assert!(less[0].1.contains("`panels` has"), "{less:?}");
}
