//! Every alert is seen firing at Alertmanager's webhook when what it warns of happens, and ending when that ends; whatever another
//! service in the same Prometheus does. The rules are the generated ones, every duration in them divided by one number.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::alertmanager::Alertmanager;
use super::exporter::{Cluster, Pod};
use super::mishaps::{self, Busy};
use super::{Harvester, another, sooner};
use crate::end_to_end::prometheus::Prometheus;
use crate::end_to_end::{tool, workspace};

const TARGETS: &str = "targets.json";

/// All that runs.
struct Scene {
    /// Nothing while it is dead.
    service: Option<Harvester>,
    alerts: Alertmanager,
    cluster: Cluster,
    prometheus: Prometheus,
    /// Where the service is, whenever it lives.
    address: String,
    folder: TempDir,
}

impl Scene {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A cache without a limit to speak of: the first fault is there from the start.
        let service = Harvester::start_by(folder.path(), "127.0.0.1:0", |program| {
            let mut command = Command::new(program);
            command.args(["--cached-entities", "1000000"]);
            command
        });
        let alerts = Alertmanager::start(folder.path());
        let cluster = Cluster::start();
        tool::write(folder.path(), "rules.yml", sooner::rules().to_string());
        let config = config(&cluster.address.to_string(), &alerts.address.to_string());
        let address = service.address.clone();
        discover(folder.path(), &[&address]);
        let prometheus = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", config.to_string()));
        let scene = Self { service: Some(service), alerts, cluster, prometheus, address, folder };
        // What grows has to be seen before, too.
        while scene.scrapes() < 8 {
            thread::sleep(Duration::from_millis(100));
        }
        scene
    }

    /// How often the service was scraped within the last hour.
    fn scrapes(&self) -> u32 {
        let count = self.prometheus.query("sum(count_over_time(db_size_bytes[1h]))").expect("a query");
        count["result"][0]["value"][1].as_str().and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    fn suffer(&self, faults: &Value) {
        self.service.as_ref().expect("it lives").suffer(faults);
    }

    fn kill(&mut self) {
        self.service = None;
    }

    /// Starts it where it was.
    fn revive(&mut self, command: impl Fn(&Path) -> Command) {
        self.service = Some(Harvester::start_by(self.folder.path(), &self.address, command));
    }
}

fn config(cluster: &str, alertmanager: &str) -> Value {
    let mut config = super::config("", cluster, &[]);
    config["global"] =
        json!({ "scrape_interval": "250ms", "scrape_timeout": "250ms", "evaluation_interval": "500ms" });
    config["rule_files"] = json!(["rules.yml"]);
    config["alerting"] = json!({ "alertmanagers": [{ "static_configs": [{ "targets": [alertmanager] }] }] });
    let service = config["scrape_configs"][0].as_object_mut().expect("a job");
    service.remove("static_configs");
    service.insert("file_sd_configs".into(), json!([{ "files": [TARGETS], "refresh_interval": "1s" }]));
    let another = json!({ "job_name": another::JOB, "static_configs": [{ "targets": [another::start().to_string()] }] });
    config["scrape_configs"].as_array_mut().expect("jobs").push(another);
    config
}

/// What Prometheus is told to scrape.
fn discover(folder: &Path, targets: &[&str]) {
    let labels = json!({ "namespace": "signal-harvester", "pod": "signal-harvester-0", "component": "api" });
    let groups = json!([{ "targets": targets, "labels": labels }]);
    // Whole or not at all: Prometheus watches the file.
    let new = tool::write(folder, "targets.new", groups.to_string());
    std::fs::rename(new, folder.join(TARGETS)).expect("its folder");
}

#[test]
fn every_alert_fires_with_its_fault_and_ends_without_it() {
    let mut scene = Scene::start();
    faults_of_another_service_are_its_own(&scene);
    models_fail_and_the_container_is_at_its_limits(&scene);
    nothing_is_new_and_models_are_slow(&scene);
    somebody_else_writes_to_the_database(&scene);
    a_cache_is_too_large_and_the_database_dies(&mut scene);
    a_restart_of_anything_warns_of_nothing(&mut scene);
    nobody_finds_the_service(&scene);
    the_last_run_was_yesterday(&mut scene);
    runs_take_longer_than_an_hour(&mut scene);

    let rules = workspace::read_yaml(workspace::path("monitoring/prometheus/alerts.yml"));
    let groups = workspace::list(&rules, "groups").iter();
    let names =
        groups.flat_map(|group| workspace::list(group, "rules")).map(|rule| workspace::text(rule, "alert"));
    let all: BTreeSet<String> = names.map(str::to_owned).collect();
    assert_eq!(all.len(), 22);
    assert_eq!(scene.alerts.ended(), all, "fired and ended, and are in the rules");
}

/// It has everything that any of our alerts warns of, from the start.
fn faults_of_another_service_are_its_own(scene: &Scene) {
    let seen = scene.prometheus.query(&format!("count({{job={:?}}})", another::JOB)).expect("a query");
    assert!(!workspace::list(&seen, "result").is_empty(), "it is scraped");
    thread::sleep(Duration::from_secs(10));
    let mut begun = scene.alerts.begun();
    // That is ours: it was started so.
    begun.remove("CacheSizeTooLarge");
    // Our caches are empty at first.
    begun.remove("LowCacheHitRate");
    assert!(begun.is_empty(), "{begun:?}");
}

fn models_fail_and_the_container_is_at_its_limits(scene: &Scene) {
    let alerts = [
        "HighLLMErrorRate",
        "PipelineFailures",
        "HighTokenUsage",
        "HighMemoryUsage",
        "HighCPUUsage",
        "PodRestartingFrequently",
        "DatabaseTooLarge",
        "DatabaseSizeGrowingRapidly",
    ];
    let _ = scene.alerts.begun();
    scene.suffer(&json!({ "llm_error_share": 0.9, "llm_verbosity": 100_000 }));
    scene.cluster.set(Pod { cores: 1.95, megabytes: 480.0, restarts: 2.0 });
    mishaps::resize(scene.folder.path(), 60_000_000_000);
    scene.alerts.wait_for(&alerts);
    scene.suffer(&json!({}));
    scene.cluster.set(Pod::WELL);
    // What is in the log fits in.
    mishaps::resize(scene.folder.path(), 100_000_000);
    scene.alerts.wait_for_end_of(&alerts);
}

fn nothing_is_new_and_models_are_slow(scene: &Scene) {
    let slow = [
        "HighLLMLatency",
        "SlowResponseTime",
        "HighRequestLatency",
        "HighConcurrentRequests",
        "LowCacheHitRate",
    ];
    let idle = ["NoDiscoveriesFetched", "DiscoverySourceFailing"];
    scene.suffer(&json!({ "nothing_new": true, "llm_delay_seconds": 35 }));
    let users = Busy::asking(&scene.address, 160, Duration::from_millis(220));
    scene.alerts.wait_for(&slow);
    scene.alerts.wait_for(&idle);
    drop(users);
    scene.suffer(&json!({}));
    scene.alerts.wait_for_end_of(&slow);
    scene.alerts.wait_for_end_of(&idle);
}

fn somebody_else_writes_to_the_database(scene: &Scene) {
    let (writer, runs) = (Busy::writing(scene.folder.path()), Busy::running(&scene.address, 8));
    scene.alerts.wait_for(&["SlowDatabaseQueries"]);
    drop((writer, runs));
    scene.alerts.wait_for_end_of(&["SlowDatabaseQueries"]);
}

fn a_cache_is_too_large_and_the_database_dies(scene: &mut Scene) {
    scene.suffer(&json!({ "crowd": 20_000 }));
    scene.alerts.wait_for(&["CacheSizeTooLarge"]);
    mishaps::ruin(scene.folder.path());
    scene.alerts.wait_for(&["HighErrorRate"]);
    scene.kill();
    scene.alerts.wait_for(&["APIDown"]);
    mishaps::remove(scene.folder.path());
    scene.revive(|program| Command::new(program));
    scene.alerts.wait_for_end_of(&["APIDown", "HighErrorRate", "CacheSizeTooLarge"]);
}

/// Counters begin anew, and there is a gap in all series: only that the service was down, and its caches are empty, is worth a word.
fn a_restart_of_anything_warns_of_nothing(scene: &mut Scene) {
    // What the faults before have left in the windows.
    thread::sleep(Duration::from_secs(10));
    let _ = scene.alerts.begun();
    scene.kill();
    scene.revive(|program| Command::new(program));
    thread::sleep(Duration::from_secs(5));
    scene.prometheus.restart();
    thread::sleep(Duration::from_secs(10));
    let mut begun = scene.alerts.begun();
    begun.remove("APIDown");
    // A cache in memory is empty at first.
    begun.remove("LowCacheHitRate");
    assert!(begun.is_empty(), "{begun:?}");
    assert!(scene.scrapes() > 100, "Prometheus has forgotten what was");
}

fn nobody_finds_the_service(scene: &Scene) {
    discover(scene.folder.path(), &[]);
    scene.alerts.wait_for(&["APITargetMissing"]);
    discover(scene.folder.path(), &[&scene.address]);
    scene.alerts.wait_for_end_of(&["APITargetMissing"]);
}

fn the_last_run_was_yesterday(scene: &mut Scene) {
    scene.kill();
    scene.revive(|program| mishaps::with_clock(program, "-26h"));
    scene.alerts.wait_for(&["PipelineNotRunning"]);
    scene.kill();
    scene.revive(|program| Command::new(program));
    scene.alerts.wait_for_end_of(&["PipelineNotRunning"]);
}

fn runs_take_longer_than_an_hour(scene: &mut Scene) {
    scene.kill();
    scene.revive(|program| {
        // Hours are seconds, and the users do not notice.
        let mut command = mishaps::with_clock(program, "+0 x400");
        command.args(["--demo-load", "0.05"]);
        command
    });
    scene.suffer(&json!({ "flood": 200, "llm_delay_seconds": 40 }));
    scene.alerts.wait_for(&["SlowPipelineExecution"]);
    scene.kill();
    scene.revive(|program| Command::new(program));
    scene.alerts.wait_for_end_of(&["SlowPipelineExecution", "APIDown"]);
}
