//! Generated jobs at work: the annotations of pods in a real Prometheus' relabelling, and a real Redis behind its exporter.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use codegen::verify::Exposition;
use serde_json::{Value, json};

use super::prometheus::Prometheus;
use super::{prometheus_config, tool, workspace};

/// A job as it was generated.
fn job(name: &str) -> Value {
    let config = prometheus_config::generated();
    let found = workspace::list(&config, "scrape_configs").iter().find(|job| job["job_name"] == name);
    found.unwrap_or_else(|| panic!("there is no job {name}")).clone()
}

/// A Prometheus with this job alone, and the targets that it has after a while.
pub(super) fn start(folder: &Path, job: &Value) -> Prometheus {
    let config = json!({ "global": { "scrape_interval": "500ms", "scrape_timeout": "500ms" }, "scrape_configs": [job] });
    Prometheus::start(&tool::write(folder, "prometheus.yml", config.to_string()))
}

/// Tries until there is something.
#[track_caller]
pub(super) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited too long for {what}");
        thread::sleep(Duration::from_millis(100));
    }
}

/// What discovery says of a pod that runs and wants to be scraped, changed.
pub(super) fn pod(name: &str, ip: &str, more: &[(&str, &str)]) -> Value {
    let mut labels = BTreeMap::from([
        ("__meta_kubernetes_namespace", "signal-harvester"),
        ("__meta_kubernetes_pod_name", name),
        ("__meta_kubernetes_pod_ip", ip),
        ("__meta_kubernetes_pod_phase", "Running"),
        ("__meta_kubernetes_pod_container_init", "false"),
        ("__meta_kubernetes_pod_label_app_kubernetes_io_component", "api"),
        ("__meta_kubernetes_pod_annotation_prometheus_io_scrape", "true"),
    ]);
    labels.extend(more.iter().copied());
    json!({ "targets": [format!("{name}:1")], "labels": labels })
}

#[test]
fn annotations_of_pods_say_whether_where_and_how_they_are_scraped() {
    const ANNOTATION: [&str; 4] = [
        "__meta_kubernetes_pod_annotation_prometheus_io_scrape",
        "__meta_kubernetes_pod_annotation_prometheus_io_port",
        "__meta_kubernetes_pod_annotation_prometheus_io_path",
        "__meta_kubernetes_pod_annotation_prometheus_io_scheme",
    ];
    let [scrape, port, path, scheme] = ANNOTATION;
    let pods = [
        pod("plain", "127.0.0.2", &[]),
        pod("elsewhere", "127.0.0.3", &[(port, "9999"), (path, "/stats"), (scheme, "https")]),
        pod("strange", "127.0.0.4", &[(port, "http"), (scheme, "gopher")]),
        pod("six", "::1", &[]),
        pod("six-elsewhere", "::1", &[(port, "9999")]),
        pod("unwilling", "127.0.0.5", &[(scrape, "false")]),
        pod("over", "127.0.0.6", &[("__meta_kubernetes_pod_phase", "Succeeded")]),
        pod("init", "127.0.0.7", &[("__meta_kubernetes_pod_container_init", "true")]),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    tool::write(folder.path(), "pods.json", json!(pods).to_string());
    let mut job = job("signal-harvester");
    let fields = job.as_object_mut().expect("a job");
    fields.remove("kubernetes_sd_configs").expect("it discovers pods");
    fields.insert("file_sd_configs".into(), json!([{ "files": ["pods.json"] }]));
    let prometheus = start(folder.path(), &job);
    let targets = until("targets", || {
        let answer = prometheus.get("/api/v1/targets", &[("state", "active")]).ok()?;
        let targets = workspace::list(&answer, "activeTargets").to_vec();
        (!targets.is_empty()).then_some(targets)
    });
    let of = |target: &Value| {
        let labels = &target["labels"];
        assert_eq!(labels["namespace"], "signal-harvester");
        assert_eq!(labels["component"], "api");
        (workspace::text(labels, "pod").to_owned(), workspace::text(target, "scrapeUrl").to_owned())
    };
    let found: BTreeMap<String, String> = targets.iter().map(of).collect();
    let expected = [
        ("elsewhere", "https://127.0.0.3:9999/stats"),
        ("plain", "http://127.0.0.2:8000/metrics/prometheus"),
        ("six", "http://[::1]:8000/metrics/prometheus"),
        ("six-elsewhere", "http://[::1]:9999/metrics/prometheus"),
        // What is no port and no scheme is as if nothing had been said.
        ("strange", "http://127.0.0.4:8000/metrics/prometheus"),
    ];
    let expected = expected.map(|(pod, address)| (pod.to_owned(), address.to_owned()));
    assert_eq!(found, BTreeMap::from(expected));
}

/// A program that is killed when it is dropped.
pub(super) struct Program(Child);

impl Program {
    pub(super) fn start(command: &mut Command) -> Self {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(quiet.spawn().expect("it starts"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr());
    listener.expect("a free port").port()
}

#[test]
fn a_real_redis_is_scraped_and_the_catalogue_knows_all_that_is_said_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (redis, exporter) = (free_port(), free_port());
    let mut server = tool::command("redis-server");
    server.args(["--bind", "127.0.0.1", "--save", "", "--port", &redis.to_string()]);
    let _server = Program::start(server.current_dir(folder.path()));
    let mut reader = tool::command("prometheus-redis-exporter");
    reader.arg(format!("--redis.addr=redis://127.0.0.1:{redis}"));
    let address = format!("127.0.0.1:{exporter}");
    let _exporter = Program::start(reader.arg(format!("--web.listen-address={address}")));

    let mut job = job("redis");
    assert_eq!(workspace::list(&job["static_configs"][0], "targets").len(), 1);
    job["static_configs"][0]["targets"] = json!([address]);
    let prometheus = start(folder.path(), &job);
    until("Redis", || {
        let up = prometheus.query("redis_up{job=\"redis\"} == 1").ok()?;
        (!workspace::list(&up, "result").is_empty()).then_some(())
    });

    let mut answer = ureq::get(format!("http://{address}/metrics")).call().expect("a scrape");
    let scrape = Exposition::parse(&answer.body_mut().read_to_string().expect("text"));
    let catalogue = workspace::read_yaml(workspace::path("spec/catalogues/redis.yaml"));
    let of_redis: Vec<_> = scrape.types.iter().filter(|(name, _)| name.starts_with("redis_")).collect();
    assert!(of_redis.len() > 100, "{of_redis:?}");
    let differs = |(name, found): &&(&String, &String)| {
        let known = &catalogue["metrics"][*name]["type"];
        // Infos are gauges in this format, and exporters before 1.50 say so of some counters. Offsets of a replication are called gauges, and
        // only go on: the catalogue leaves open what they are.
        let is_offset = *known == "untyped" && name.ends_with("repl_offset");
        *known != **found && !(*found == "gauge" && (*known == "counter" || *known == "info" || is_offset))
    };
    let other: Vec<_> = of_redis.iter().filter(differs).collect();
    assert!(other.is_empty(), "unknown to the catalogue, or of another type: {other:?}");
}
