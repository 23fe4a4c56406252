//! Somebody who has read the README, and nothing else: a crate outside the workspace with the spec and the code that
//! stand there, scraped by a real Prometheus, until the alert fires.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::json;

use super::prometheus::Prometheus;
use super::{tool, workspace};
use crate::programs;

/// The blocks of a language in the README, in order.
fn blocks<'r>(readme: &'r str, language: &str) -> Vec<&'r str> {
    let fence = format!("```{language}\n");
    readme.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The newcomer's crate, as the README says, but with the library from here.
fn write_crate(folder: &Path) {
    let readme = workspace::read(workspace::path("README.md"));
    let spec = blocks(&readme, "yaml")[0];
    let code = blocks(&readme, "rust").concat();
    let version = "version = \"0.1\"";
    let dependencies = blocks(&readme, "toml")[0];
    assert!(dependencies.contains(version), "{dependencies}");
    let library = json!(workspace::path("runtime"));
    let dependencies = dependencies.replacen(version, &format!("path = {library}"), 1);
    let manifest =
        format!("[package]\nname = \"newcomer\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n");
    fs::create_dir(folder.join("src")).expect("a new folder");
    tool::write(folder, "Cargo.toml", manifest);
    tool::write(folder, "metrics-spec.yaml", spec);
    tool::write(folder, "src/main.rs", code);
    // The versions that the workspace has been tested with.
    fs::copy(workspace::path("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
}

/// A program that is killed when the test is over.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(folder: &Path, port: u16) -> Service {
    let target = workspace::path("target/newcomer");
    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(folder).env("CARGO_TARGET_DIR", &target);
        cargo
    };
    tool::run(cargo().args(["build", "--quiet"])).expect_success();
    let child = Command::new(target.join("debug/newcomer"))
        .env("PORT", port.to_string())
        .stdin(Stdio::null())
        .spawn()
        .expect("the service starts");
    Service(child)
}

/// The rules as generated, but they hold for no time: nobody wants to wait for five minutes.
fn rules(folder: &Path) -> String {
    let mut generate = Command::new(programs::gaugewright());
    generate.current_dir(folder).args(["generate", "--only", "prometheus"]);
    tool::run(&mut generate).expect_success();
    let rules = workspace::read(folder.join("monitoring/prometheus/alerts.yml"));
    assert!(rules.contains("for: 5m"), "{rules}");
    rules.replace("for: 5m", "for: 0s").replace("interval: 15s", "interval: 1s")
}

#[test]
fn a_newcomer_sees_an_alert_fire() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_crate(folder.path());
    let port = std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|socket| socket.local_addr())
        .expect("a free port")
        .port();
    let _service = start(folder.path(), port);
    tool::write(folder.path(), "rules.yml", rules(folder.path()));
    let config = json!({
        "global": { "scrape_interval": "250ms", "scrape_timeout": "250ms", "evaluation_interval": "250ms" },
        "rule_files": ["rules.yml"],
        "scrape_configs": [{ "job_name": "shop", "static_configs": [{ "targets": [format!("127.0.0.1:{port}")] }] }],
    });
    let prometheus = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", config.to_string()));
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        let alerts = prometheus.get("/api/v1/alerts", &[]).expect("an answer");
        let firing =
            alerts["alerts"].as_array().expect("a list").iter().find(|alert| alert["state"] == "firing");
        if let Some(alert) = firing {
            assert_eq!(alert["labels"]["alertname"], "HighErrors");
            assert_eq!(alert["annotations"]["summary"], "openai fails: 50%");
            return;
        }
        assert!(Instant::now() < deadline, "nothing fires: {alerts}\n{}", prometheus.log());
        thread::sleep(Duration::from_millis(100));
    }
}
