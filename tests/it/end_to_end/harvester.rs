//! The first customer runs: the real service under the load of its demo, scraped by a real Prometheus.

mod alertmanager;
mod alerts;
mod another;
mod exporter;
mod faults;
mod mishaps;
mod sooner;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::grafana_variables::{Substitution, panels};
use super::prometheus::Prometheus;
use super::{prometheus_config, tool, workspace};
use crate::programs;

const DATABASE: &str = "harvester.db";

/// The running service. Dropping it kills it.
pub(super) struct Harvester {
    child: Child,
    pub(super) address: String,
    /// Where the faults of the outside services are set.
    pub(super) faults: String,
}

impl Harvester {
    /// Starts it with its demo and a new database.
    pub(super) fn start(folder: &Path) -> Self {
        Self::start_by(folder, "127.0.0.1:0", |program| Command::new(program))
    }

    /// The same at an address, by a command that runs the program.
    fn start_by(folder: &Path, listen: &str, command: impl Fn(&Path) -> Command) -> Self {
        let log = folder.join("harvester.log");
        let out = File::create(&log).expect("a log");
        let child = command(programs::harvester())
            .args(["--demo", "--listen", listen, "--database"])
            .arg(folder.join(DATABASE))
            .stdin(Stdio::null())
            .stdout(out.try_clone().expect("a file handle"))
            .stderr(out)
            .spawn()
            .expect("the service starts");
        let mut started = Self { child, address: String::new(), faults: String::new() };
        let deadline = Instant::now() + tool::PATIENCE;
        while started.address.is_empty() {
            let said = workspace::read(&log);
            let served = said.split("metrics at http://").nth(1).and_then(|rest| rest.split(',').next());
            served.unwrap_or_default().clone_into(&mut started.address);
            let faults = said.split("outside services at ").nth(1).and_then(|rest| rest.lines().next());
            faults.unwrap_or_default().clone_into(&mut started.faults);
            let runs = matches!(started.child.try_wait(), Ok(None));
            assert!(runs && Instant::now() < deadline, "it does not say where it serves: {said}");
            thread::sleep(Duration::from_millis(20));
        }
        started
    }

    /// Asks it to stop, as Kubernetes does, and waits until it has.
    fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        tool::run(Command::new("kill").args(["-TERM", &id])).expect_success();
        let deadline = Instant::now() + tool::PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("our child") {
                return status.success();
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// What goes wrong outside from now on, and nothing else.
    fn suffer(&self, faults: &serde_json::Value) {
        ureq::put(&self.faults).send_json(faults).expect("the stand-ins listen");
    }

    fn scrape(&self) -> String {
        let address = format!("http://{}/metrics/prometheus", self.address);
        let mut answer = ureq::get(&address).call().expect("a scrape");
        answer.body_mut().read_to_string().expect("text")
    }
}

impl Drop for Harvester {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Scrapes the service as its pod would be, and what a cluster knows of it.
fn config(service: &str, cluster: &str, rules: &[PathBuf]) -> serde_json::Value {
    json!({
        "global": { "scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "1s" },
        "rule_files": rules,
        "scrape_configs": [
            {
                "job_name": "signal-harvester",
                "metrics_path": "/metrics/prometheus",
                "static_configs": [{
                    "targets": [service],
                    "labels": { "namespace": "signal-harvester", "pod": "signal-harvester-0", "component": "api" },
                }],
            },
            { "job_name": "kubernetes-cadvisor", "honor_labels": true, "static_configs": [{ "targets": [cluster] }] },
        ],
    })
}

#[test]
fn every_panel_shows_data_and_the_service_ends_when_asked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = Harvester::start(folder.path());
    let cluster = exporter::Cluster::start().address.to_string();
    let config = config(&service.address, &cluster, &prometheus_config::eager_rules(folder.path()));
    let prometheus = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", config.to_string()));
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        let empty = empty_panels(&prometheus);
        if empty.is_empty() {
            break;
        }
        assert!(Instant::now() < deadline, "these show nothing: {empty:#?}\n{}", prometheus.log());
        thread::sleep(Duration::from_millis(500));
    }
    assert_exports_the_spec(&service.scrape());
    assert_verified(&service, &prometheus);
    assert!(service.stop(), "it does not end, or not well");
}

/// The service and its Prometheus are as the spec says.
fn assert_verified(service: &Harvester, prometheus: &Prometheus) {
    let scrape = format!("http://{}/metrics/prometheus", service.address);
    let mut verify = Command::new(programs::gaugewright());
    verify.current_dir(workspace::root()).args(["verify", "--target", &scrape]);
    tool::run(verify.args(["--prometheus", &prometheus.url("")])).expect_success();
}

/// The panels of all dashboards of which a query gives nothing.
fn empty_panels(prometheus: &Prometheus) -> Vec<String> {
    let mut empty = Vec::new();
    let mut asked = 0;
    for path in workspace::DASHBOARDS {
        let dashboard = workspace::read_json(workspace::path(path));
        let substitution = Substitution::of(&dashboard);
        for panel in panels(&dashboard) {
            asked += 1;
            for target in workspace::list(panel, "targets") {
                let query = substitution.apply(workspace::text(target, "expr"));
                // That no alert fires is as it should be.
                if query.contains("ALERTS{alertstate=\"firing\"") && !query.contains("vector(0)") {
                    continue;
                }
                let answer = prometheus.query(&query).unwrap_or_else(|error| panic!("{query}: {error}"));
                if workspace::list(&answer, "result").is_empty() {
                    empty.push(format!("{path}: {}: {query}", workspace::text(panel, "title")));
                }
            }
        }
    }
    assert_eq!(asked, 69, "panels: 44 of the seed, 15 of the objectives, 10 of the overview");
    empty
}

/// Every metric of the spec is there, and no other but those of the process and of the library.
fn assert_exports_the_spec(scrape: &str) {
    let declared = workspace::read_yaml(workspace::path("metrics-spec.yaml"));
    let groups = declared["metrics"].as_object().into_iter().flatten();
    let expected: BTreeSet<&str> = groups
        .flat_map(|(_, group)| group.as_object().into_iter().flatten())
        .map(|(name, _)| name.as_str())
        .collect();
    let types = scrape.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let found: BTreeSet<&str> =
        types.filter(|name| !name.starts_with("process_") && !name.starts_with("gaugewright_")).collect();
    let strange: Vec<_> = found.difference(&expected).collect();
    assert!(strange.is_empty(), "not in the spec: {strange:?}");
    // Failures of an open label have no series before the first.
    let missing: Vec<_> =
        expected.difference(&found).filter(|name| !name.contains("_errors_total")).collect();
    assert!(missing.is_empty(), "never exported: {missing:?}");
}
