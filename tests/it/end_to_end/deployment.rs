//! `docs/DEPLOYMENT.md`, followed word for word by somebody who has a Prometheus.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::prometheus::Prometheus;
use super::reader::{Reader, blocks, section};
use super::{tool, workspace};
use crate::programs;

const SECTION: &str = "A Prometheus that you have";

/// Alerts that read recorded series, one of them that of an objective.
const SPEC: &str = r#"
spec: 1
service: { name: shop, scrape: { port: PORT, interval: 1s } }
labels: { status: { values: [ok, failed] } }
metrics: { shop: { orders_total: { type: counter, labels: [status], help: Orders } } }
queries:
  failed: { help: Share of failed orders, window: 1m, record: true, expr: 'sum(rate(orders_total{status="failed"}[$window])) / sum(rate(orders_total[$window]))' }
alerts:
  shop: { OrdersFail: { query: failed, above: 5%, severity: warning, summary: "{{ value }} of the orders fail" } }
slos:
  orders: { title: Orders, help: Orders that succeed, objective: 99%, window: 30d, bad: 'orders_total{status="failed"}', of: orders_total }
"#;

/// Does what the page says, in `folder` below that of the reader; gives the Prometheus that he has, whose configuration was `before`.
pub(super) fn follow(reader: &mut Reader, folder: &str, page: &str, before: &Value) -> Prometheus {
    let section = section(page, SECTION);
    let etc = reader.path("etc");
    fs::create_dir(&etc).expect("a folder");
    let config = tool::write(&etc, "prometheus.yml", before.to_string());
    let prometheus = Prometheus::start(&config);
    reader.instead("/etc/prometheus", etc.display().to_string());
    reader.instead("http://localhost:9090", prometheus.url(""));

    let [added] = blocks(section, "yaml")[..] else { panic!("{section}") };
    let mut whole = before.clone();
    let added: Value = serde_saphyr::from_str(&reader.read(added)).expect("YAML");
    whole.as_object_mut().expect("a map").extend(added.as_object().expect("a map").clone());
    tool::write(&etc, "prometheus.yml", whole.to_string());
    let [commands] = blocks(section, "sh")[..] else { panic!("{section}") };
    reader.run(folder, commands);
    prometheus
}

/// A service of which every other order fails, until the test ends.
fn shop() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let begun = Instant::now();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let orders = begun.elapsed().as_secs();
            let body = format!(
                "# TYPE orders_total counter\norders_total{{status=\"ok\"}} {orders}\norders_total{{status=\"failed\"}} {orders}\n"
            );
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\nconnection: close";
            let _ = write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
    });
    port
}

#[test]
fn alerts_that_read_recorded_series_fire_where_the_page_is_followed() {
    let mut reader = Reader::new();
    reader.link("gaugewright", programs::gaugewright());
    fs::create_dir(reader.path("project")).expect("a folder");
    let spec = SPEC.replace("PORT", &shop().to_string());
    tool::write(&reader.path("project"), "metrics-spec.yaml", spec);
    reader.run("project", "gaugewright generate");
    let page = workspace::read(reader.path("project/docs/DEPLOYMENT.md"));
    let before = json!({ "global": { "evaluation_interval": "1s" } });
    let prometheus = follow(&mut reader, "project", &page, &before);

    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        let found = prometheus.get("/api/v1/alerts", &[]).expect("an answer");
        let is = |name: &str, states: &[&str]| {
            let mut alerts = workspace::list(&found, "alerts").iter();
            alerts.any(|alert| {
                alert["labels"]["alertname"] == name && states.iter().any(|state| alert["state"] == *state)
            })
        };
        // That of the objective waits for two minutes before it fires.
        if is("OrdersFail", &["firing"]) && is("OrdersFastBurn", &["pending", "firing"]) {
            break;
        }
        assert!(Instant::now() < deadline, "nothing fires: {found}\n{}", prometheus.log());
        thread::sleep(Duration::from_millis(200));
    }
    let rules = prometheus.get("/api/v1/rules", &[("type", "alert")]).expect("an answer");
    let groups = workspace::list(&rules, "groups").iter();
    let mut rules = groups.flat_map(|group| workspace::list(group, "rules"));
    let fails = rules.find(|rule| rule["name"] == "OrdersFail").expect("the rule");
    assert!(workspace::text(fails, "query").contains(':'), "it reads what is recorded: {fails}");
}

/// Every rule file that is generated is named and copied, for a spec that has some of every kind.
#[test]
fn every_rule_file_is_named_and_copied() {
    let page = workspace::read(workspace::path("docs/DEPLOYMENT.md"));
    let section = section(&page, SECTION);
    let ([config], [commands]) = (&blocks(section, "yaml")[..], &blocks(section, "sh")[..]) else {
        panic!("{section}")
    };
    let files = workspace::rule_files();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(config.contains(&format!("- /etc/prometheus/{name}\n")), "{name} is not named");
        assert!(commands.contains(&format!(" monitoring/prometheus/{name} ")), "{name} is not copied");
    }
}
