//! The query that prometheus-adapter asks for the autoscaler, in a real Prometheus: one value for each Pod that it asks for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use codegen::OUTPUTS;
use serde_json::Value;

use super::prometheus::Prometheus;
use super::{manifests, tool, workspace};

/// What the adapter puts into a query when an autoscaler asks for two of three Pods.
const LABEL_MATCHERS: &str = "namespace=\"shop\",pod=~\"shop-1|shop-2\"";

#[track_caller]
fn rule(values: &str) -> Value {
    let values: Value = serde_saphyr::from_str(values).expect("YAML");
    let rules = workspace::list(&values["rules"], "custom");
    assert_eq!(rules.len(), 1, "{values:#}");
    rules[0].clone()
}

/// Half an hour of three Pods, with two series each: that of Pod n has grown by n a second, a sample every 15 seconds.
fn samples() -> String {
    let mut text = "# TYPE http_requests counter\n".to_owned();
    for pod in 1..=3 {
        for (status, share) in [("200", 3), ("500", 1)] {
            for step in 0..120 {
                let value = step * 15 * pod * share;
                let labels = format!(
                    "job=\"web-shop\",namespace=\"shop\",pod=\"shop-{pod}\",instance=\"10.0.0.{pod}:8000\",status=\"{status}\""
                );
                let time = 1_700_000_000 + step * 15;
                writeln!(text, "http_requests_total{{{labels}}} {value} {time}")
                    .expect("a string takes all text");
            }
        }
    }
    text + "# EOF\n"
}

fn fill(data: &Path) {
    let file = tool::write(data.parent().expect("a folder"), "samples.om", samples());
    let mut command = tool::command("promtool");
    command.args(["tsdb", "create-blocks-from", "openmetrics"]).arg(file).arg(data);
    tool::run(&mut command).expect_success();
}

#[test]
fn the_adapter_gets_one_value_for_each_pod_that_it_asks_for() {
    let spec = crate::golden_prometheus::spec("scale/shop.yaml");
    let output = OUTPUTS.iter().find(|output| output.name == "adapter").expect("the adapter");
    let files = (output.render)(&codegen::Input::new(&spec, &codegen::Own::default())).expect("values");
    let rule = rule(files.get("values.yaml").expect("values"));
    let query = workspace::text(&rule, "metricsQuery");
    assert_eq!(query.matches("<<").count(), 1, "{query}");
    let query = query.replace("<<.LabelMatchers>>", LABEL_MATCHERS);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n");
    let server = Prometheus::start_with(&config, fill);
    let time = ("time", "1700001785");
    let answer = server.get("/api/v1/query", &[("query", &query), time]).expect("a query");
    let value = |series: &Value| {
        let number: f64 = series["value"][1].as_str().and_then(|text| text.parse().ok()).expect("a number");
        (workspace::text(&series["metric"], "pod").to_owned(), number.round())
    };
    let found: BTreeMap<String, f64> = workspace::list(&answer, "result").iter().map(value).collect();
    let expected = [("shop-1".to_owned(), 4.0), ("shop-2".to_owned(), 8.0)];
    assert_eq!(found, BTreeMap::from(expected), "{query}");

    // The adapter finds the Pods that have the metric by its series.
    let series =
        [("match[]", workspace::text(&rule, "seriesQuery")), ("end", time.1), ("start", "1700000000")];
    let pods = server.get("/api/v1/series", &series).expect("series");
    assert_eq!(pods.as_array().map(Vec::len), Some(6), "{pods:#}");
}

/// The autoscaler asks for the metric by the name that the adapter serves it under.
#[test]
fn autoscaler_and_adapter_name_the_same_metric() {
    let rule = rule(&workspace::read(workspace::path("monitoring/prometheus-adapter/values.yaml")));
    let built = manifests::build(manifests::BASE);
    let documents = built.split("\n---\n").map(|text| serde_saphyr::from_str::<Value>(text).expect("YAML"));
    let scalers: Vec<Value> =
        documents.filter(|object| object["kind"] == "HorizontalPodAutoscaler").collect();
    assert_eq!(scalers.len(), 1);
    let metric = &scalers[0]["spec"]["metrics"][0]["pods"]["metric"];
    assert_eq!(metric["name"], rule["name"]["as"], "{metric:#}");
}
