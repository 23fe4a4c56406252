//! More than one Prometheus, with real ones: samples sent to a real store, fetched by a Prometheus above, and targets
//! divided among shards. Rules are read by vmalert too.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::Spec;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use super::jobs::{Program, free_port, until};
use super::prometheus::Prometheus;
use super::{tool, workspace};

/// The sample of many Pods, changed.
#[track_caller]
fn spec(changes: &[(&str, &str)]) -> Spec {
    let mut text = workspace::read(workspace::path("tests/golden/scale/shop.yaml"));
    for (from, to) in changes {
        assert!(text.contains(from), "the sample has no {from}");
        text = text.replace(from, to);
    }
    let loaded = gaugewright_spec::load(&Source::new("shop.yaml", text));
    loaded.unwrap_or_else(|findings| panic!("{findings:#?}")).0
}

fn parsed(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("YAML")
}

/// A configuration whose targets are these instead of what a cluster would give, at one job alone. Its targets are scraped often.
fn with_targets(mut config: Value, targets: &[String]) -> Value {
    let jobs = config["scrape_configs"].as_array_mut().expect("jobs");
    jobs.retain(|job| job["job_name"] == "web-shop");
    let job = jobs[0].as_object_mut().expect("a job");
    job.remove("kubernetes_sd_configs").expect("it discovers Pods");
    let of = |(number, address): (usize, &String)| {
        let (ip, port) = address.split_once(':').expect("an address");
        json!({ "targets": [address], "labels": {
            "__meta_kubernetes_namespace": "shop",
            "__meta_kubernetes_pod_name": format!("shop-{number}"),
            "__meta_kubernetes_pod_ip": ip,
            "__meta_kubernetes_pod_phase": "Running",
            "__meta_kubernetes_pod_annotation_prometheus_io_scrape": "true",
            "__meta_kubernetes_pod_annotation_prometheus_io_port": port,
        } })
    };
    job.insert("static_configs".into(), targets.iter().enumerate().map(of).collect());
    config["global"]["scrape_interval"] = "500ms".into();
    config["global"]["scrape_timeout"] = "500ms".into();
    let fields = config.as_object_mut().expect("a configuration");
    fields.remove("rule_files");
    config
}

fn write(folder: &Path, config: &Value) -> std::path::PathBuf {
    tool::write(folder, "prometheus.yml", config.to_string())
}

/// A service that any Prometheus can scrape: another Prometheus, which exports as much as a service does.
fn service(folder: &Path) -> Prometheus {
    Prometheus::start(&tool::write(folder, "service.yml", "scrape_configs: []\n"))
}

fn address(server: &Prometheus) -> String {
    server.url("").trim_start_matches("http://").to_owned()
}

#[test]
fn samples_arrive_in_a_real_store_with_the_labels_of_their_cluster() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = free_port();
    let mut command = tool::command("victoria-metrics");
    command.arg(format!("-httpListenAddr=127.0.0.1:{store}"));
    // It answers queries of the present with what is half a minute old, unless told otherwise.
    command.arg("-search.latencyOffset=0s");
    command.arg(format!("-storageDataPath={}", folder.path().join("store").display()));
    let _store = Program::start(&mut command);
    let ask = |query: &str| -> Option<Value> {
        let url = format!("http://127.0.0.1:{store}/api/v1/query");
        let mut answer = ureq::get(url).query("query", query).call().ok()?;
        let mut answer: Value = answer.body_mut().read_json().ok()?;
        let result = answer["data"]["result"].take();
        result.as_array().is_some_and(|series| !series.is_empty()).then_some(result)
    };
    until("the store", || ureq::get(format!("http://127.0.0.1:{store}/health")).call().ok());

    // The second store takes these two metrics and no others; the first one is not there.
    let spec = spec(&[
        (
            "http://victoria-metrics.storage.svc:8428/api/v1/write",
            &format!("http://127.0.0.1:{store}/api/v1/write"),
        ),
        ("        credentials: { secret: victoria-token }\n", ""),
        ("        credentials: { user: shop, secret: mimir-login }\n", ""),
        ("https://metrics.example.com/api/v1/push", "http://127.0.0.1:1/api/v1/push"),
    ]);
    let target = service(folder.path());
    let shard = |number: usize| {
        let (_, text) = codegen::prometheus::shards(&spec).expect("shards").remove(number);
        let scraper = folder.path().join(number.to_string());
        std::fs::create_dir(&scraper).expect("a folder");
        Prometheus::start(&write(&scraper, &with_targets(parsed(&text), &[address(&target)])))
    };
    let _shards = [shard(0), shard(1)];
    let up = until("samples", || ask("up{job=\"web-shop\", cluster=\"eu-1\"} == 1"));
    let labels = &up[0]["metric"];
    assert_eq!((&labels["pod"], &labels["namespace"]), (&json!("shop-0"), &json!("shop")), "{labels:#}");
    let shard = workspace::text(labels, "prometheus_shard");
    assert!(["0", "1"].contains(&shard), "{labels:#}");
    assert_eq!(up.as_array().map(Vec::len), Some(1), "scraped by both shards: {up:#}");
    assert_eq!(ask("count({job=\"web-shop\", __name__!=\"up\"})"), None, "what is not kept was sent");
}

#[test]
fn every_target_is_scraped_by_one_shard() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let targets: Vec<String> = (1..=40).map(|number| format!("127.0.1.{number}:9")).collect();
    let spec = spec(&[
        ("        credentials: { secret: victoria-token }\n", ""),
        ("        credentials: { user: shop, secret: mimir-login }\n", ""),
    ]);
    let shards = codegen::prometheus::shards(&spec).expect("shards");
    assert_eq!(shards.len(), 2);
    let mut scraped: Vec<BTreeSet<String>> = Vec::new();
    for (number, (_, text)) in shards.iter().enumerate() {
        let below = folder.path().join(number.to_string());
        std::fs::create_dir(&below).expect("a folder");
        let server = Prometheus::start(&write(&below, &with_targets(parsed(text), &targets)));
        scraped.push(until("targets", || {
            let answer = server.get("/api/v1/targets", &[("state", "active")]).ok()?;
            let active = workspace::list(&answer, "activeTargets").iter();
            let found: BTreeSet<String> =
                active.map(|target| workspace::text(&target["labels"], "instance").to_owned()).collect();
            (!found.is_empty()).then_some(found)
        }));
    }
    assert!(scraped[0].is_disjoint(&scraped[1]), "{scraped:?}");
    let all: BTreeSet<String> = scraped.iter().flatten().cloned().collect();
    assert_eq!(all, targets.into_iter().collect());
    // A hash divides well: not one half to the last, but no shard is idle.
    assert!(scraped.iter().all(|shard| shard.len() >= 10), "{:?}", scraped.iter().map(BTreeSet::len));
}

#[test]
fn a_prometheus_above_fetches_what_is_of_the_service_and_keeps_its_labels() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = service(folder.path());
    let below = folder.path().join("below");
    let above = folder.path().join("above");
    for path in [&below, &above] {
        std::fs::create_dir(path).expect("a folder");
    }
    let scraping = json!({
        "global": { "scrape_interval": "500ms", "scrape_timeout": "500ms", "external_labels": { "cluster": "eu-1" } },
        "scrape_configs": [
            { "job_name": "web-shop", "static_configs": [{ "targets": [address(&target)] }] },
            { "job_name": "other", "static_configs": [{ "targets": [address(&target)] }] },
        ],
    });
    let lower = Prometheus::start(&write(&below, &scraping));
    let others = "[\"prometheus-eu.example.com:443\", \"prometheus-us.example.com:443\"]";
    let spec = spec(&[
        (others, &format!("[\"{}\"]", address(&lower))),
        ("      https: true\n", "      interval: 1s\n"),
        ("      credentials: { user: federation, secret: federation-login }\n", ""),
    ]);
    let text = codegen::prometheus::federation(&spec).expect("YAML").expect("a federation");
    let config = tool::write(&above, "federation.yml", &text);
    tool::run(tool::command("promtool").args(["check", "config"]).arg(&config)).expect_success();
    let upper = Prometheus::start(&config);
    let up = until("what the lower one has scraped", || {
        let answer = upper.query("up{job=\"web-shop\"}").ok()?;
        (!workspace::list(&answer, "result").is_empty()).then_some(answer)
    });
    let labels = &up["result"][0]["metric"];
    assert_eq!(labels["instance"], json!(address(&target)), "{labels:#}");
    assert_eq!(labels["cluster"], "eu-1", "{labels:#}");
    let others = upper.query("count({job=\"other\"})").expect("an answer");
    assert!(workspace::list(&others, "result").is_empty(), "{others:#}");
}

#[test]
fn vmalert_accepts_the_rules_and_refuses_broken_ones() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let check = |path: &Path| tool::run(tool::command("vmalert").args(["-dryRun", "-rule"]).arg(path));
    let config = workspace::read_yaml(workspace::path("monitoring/prometheus/prometheus.yml"));
    let rules: Vec<&str> = workspace::list(&config, "rule_files").iter().filter_map(Value::as_str).collect();
    assert!(!rules.is_empty());
    for file in rules {
        check(&workspace::path("monitoring/prometheus").join(file)).expect_success();
    }
    let text = workspace::read(workspace::path("monitoring/prometheus/alerts.yml"));
    for (what, from, to) in [
        ("an expression", "sum by (", "sum by (("),
        ("a duration", "for: 5m", "for: five minutes"),
        ("a template", "{{ $value | humanizePercentage }}", "{{ $value | percent }}"),
    ] {
        assert!(text.contains(from), "{from}");
        let broken = tool::write(folder.path(), "broken.yml", text.replacen(from, to, 1));
        assert!(!check(&broken).succeeded(), "{what} was accepted");
    }
}
