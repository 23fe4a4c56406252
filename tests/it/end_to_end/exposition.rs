//! A real Prometheus scrapes what a program counted, hostile label values and all.

use std::thread;
use std::time::{Duration, Instant};

use gaugewright::{Exposition, Format};
use serde_json::json;

use super::prometheus::Prometheus;
use super::tool;
use crate::exposition::{Server, shop};

gaugewright::__backend!(Linted, shop::schema());
gaugewright::__backend!(Quoted, shop::schema());
gaugewright::__backend!(Controls, shop::schema());

const QUOTES: &str = "\"quoted\" \\ back\nnew {x=\"y\"} 7 # tail";
const CONTROLS: &str = "\u{1}\t\r\u{1b}\u{7f}\u{85}é 漢 🦀\u{202e}";

fn work<B: gaugewright::__private::Backend>(pages: [&str; 2]) {
    for page in pages {
        shop::http_requests_total::<B>(page, 200).add(3);
        shop::hits::<B>(0, page).inc();
    }
    shop::build_info::<B>(pages[0]).set();
    shop::pay_duration_seconds::<B>(0).observe(Duration::from_millis(250));
    shop::basket_items::<B>().observe(3.5);
    shop::queue_length::<B>(0).set(f64::NEG_INFINITY);
    shop::earned_usd_total::<B>().add(1e-7);
}

/// Parses both formats. Of its rules about names and help texts the spec of the test breaks two on purpose.
#[test]
fn promtool_reads_the_text() {
    work::<Linted>([QUOTES, ""]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut text = Vec::new();
    Exposition::new::<Linted>().encode(&mut text, Format::Text);
    let file = tool::write(folder.path(), "exposition", text);
    let mut promtool = std::process::Command::new("sh");
    promtool.args(["-c", "exec \"$0\" check metrics < \"$1\""]).arg(tool::find("promtool")).arg(file);
    let output = tool::run(&mut promtool);
    let mut complaints: Vec<&str> = output.stderr.lines().collect();
    complaints.sort_unstable();
    let expected = ["hits counter metrics should have \"_total\" suffix", "orders_total no help text"];
    assert_eq!(complaints, expected, "{output}");
}

#[test]
fn prometheus_ingests_every_sample() {
    let long = "x".repeat(100_000);
    work::<Quoted>([QUOTES, ""]);
    work::<Controls>([CONTROLS, &long]);
    let quoted = Server::start(Exposition::new::<Quoted>().router());
    let controls = Server::start(Exposition::new::<Controls>().router());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let job = |name: &str, server: &Server| json!({ "job_name": name, "static_configs": [{ "targets": [server.address.to_string()] }] });
    let config = json!({
        "global": { "scrape_interval": "100ms", "scrape_timeout": "100ms" },
        "scrape_configs": [job("quoted", &quoted), job("controls", &controls)],
    });
    let config = tool::write(folder.path(), "prometheus.yml", config.to_string());
    let prometheus = Prometheus::start(&config);
    for (job, pages, backend) in [
        ("quoted", [QUOTES, ""], Exposition::new::<Quoted>()),
        ("controls", [CONTROLS, &long], Exposition::new::<Controls>()),
    ] {
        wait_until_up(&prometheus, job);
        let mut out = Vec::new();
        backend.encode(&mut out, Format::Text);
        let samples =
            String::from_utf8(out).expect("text").lines().filter(|line| !line.starts_with('#')).count();
        let query = format!("scrape_samples_post_metric_relabeling{{job=\"{job}\"}}");
        let ingested = prometheus.query(&query).expect("a valid query");
        assert_eq!(ingested["result"][0]["value"][1], samples.to_string(), "{ingested}");

        let found =
            prometheus.query(&format!("http_requests_total{{job=\"{job}\"}}")).expect("a valid query");
        let found = found["result"].as_array().expect("a vector");
        let mut values: Vec<&str> =
            found.iter().map(|series| series["metric"]["page"].as_str().unwrap_or("")).collect();
        values.sort_unstable();
        let mut expected = pages;
        expected.sort_unstable();
        assert_eq!(values, expected);
        assert!(found.iter().all(|series| series["value"][1] == "3"), "{found:?}");
    }
    assert_eq!(prometheus.log(), "");
}

#[track_caller]
fn wait_until_up(prometheus: &Prometheus, job: &str) {
    let deadline = Instant::now() + tool::PATIENCE;
    let up = format!("up{{job=\"{job}\"}} == 1");
    loop {
        let answer = prometheus.query(&up).expect("a valid query");
        if answer["result"].as_array().is_some_and(|found| !found.is_empty()) {
            return;
        }
        let targets =
            prometheus.get("/api/v1/targets", &[]).map(|targets| targets["activeTargets"].to_string());
        assert!(Instant::now() < deadline, "never up: {targets:?}\n{}", prometheus.log());
        thread::sleep(Duration::from_millis(50));
    }
}
