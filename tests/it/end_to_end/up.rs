//! `gaugewright up`: what a newcomer runs after reading the README.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{preview, tool, workspace};
use crate::programs;

/// `up` with all that it has started. Interrupted when dropped, as by Ctrl-C.
struct Up(Child);

impl Up {
    fn interrupt(&mut self) -> bool {
        tool::run(Command::new("kill").args(["-INT", &self.0.id().to_string()])).expect_success();
        self.0.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.interrupt();
        }
    }
}

fn get(address: &str) -> Option<Value> {
    ureq::get(address).call().ok()?.body_mut().read_json().ok()
}

/// Tries until there is something.
#[track_caller]
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited too long for {what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// What `up` has started is as the spec says, whatever it has shortened.
#[track_caller]
fn verify(prometheus: &str) {
    let mut verify = Command::new(programs::gaugewright());
    let output =
        tool::run(verify.current_dir(workspace::root()).args(["verify", "--prometheus", prometheus]));
    assert!(output.succeeded() && output.stderr.contains("no alert waits longer than 10s"), "{output}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    entries.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn a_newcomer_starts_everything_sees_an_alert_at_alertmanager_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (here, temporary) = (folder.path().join("here"), folder.path().join("temporary"));
    fs::create_dir(&here).and_then(|()| fs::create_dir(&temporary)).expect("folders");
    let free =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr()).expect("a free port");
    let log = folder.path().join("log");
    let child = Command::new(programs::gaugewright())
        .current_dir(&here)
        .env("TMPDIR", &temporary)
        .arg("--spec")
        .arg(workspace::path("metrics-spec.yaml"))
        // The service takes its time, as one does that is compiled first.
        .args(["up", "--target", &free.to_string(), "--", "sh", "-c", "sleep 5; exec \"$0\" \"$@\""])
        .arg(programs::harvester())
        .args(["--demo", "--listen", &free.to_string()])
        .stdin(Stdio::null())
        .stdout(File::create(&log).expect("a log"))
        .spawn()
        .expect("it starts");
    let mut up = Up(child);
    let address = |before: &str, after: char| {
        let said = workspace::read(&log);
        let rest = said.split(before).nth(1)?.split(after).next()?.trim().to_owned();
        rest.starts_with("http://").then_some(rest)
    };
    let prometheus = until("Prometheus", || address("Prometheus    ", '\n')).replace("/graph", "");
    let alertmanager = until("Alertmanager", || address("Alertmanager  ", '\n'));
    let said = workspace::read(&log);
    assert!(
        said.contains("and waiting for its metrics at http://") && !said.contains("  metrics  "),
        "{said}"
    );
    // A newcomer compares what is there: before anything is, right after the start, and later.
    verify(&prometheus);
    let metrics = until("the metrics", || address("  metrics       ", '\n'));
    ureq::get(&metrics).call().expect("they are where they are said to be");
    verify(&prometheus);
    let faults = until("the stand-ins", || address("outside services at ", '\n'));
    until("a scrape", || {
        let up = get(&format!("{prometheus}/api/v1/query?query=up==1"))?;
        (!workspace::list(&up["data"], "result").is_empty()).then_some(())
    });
    verify(&prometheus);
    let fault = json!({ "llm_error_share": 0.9 });
    ureq::put(&faults).send_json(&fault).expect("a fault");
    until("the alert", || {
        let alerts = get(&format!("{alertmanager}/api/v2/alerts"))?;
        let mut names = alerts.as_array()?.iter().map(|alert| alert["labels"]["alertname"].clone());
        names.any(|name| name == "HighLLMErrorRate").then_some(())
    });
    verify(&prometheus);
    preview::assert_drawn_from(&prometheus);
    assert!(up.interrupt(), "it does not end well");
    for gone in [&prometheus, &alertmanager, &faults] {
        assert!(ureq::get(gone).call().is_err(), "{gone} still answers");
    }
    assert_eq!((names(&here), names(&temporary)), (Vec::new(), Vec::new()));
}

/// The process groups that `up` with this folder for its files has started, beside itself.
fn groups(temporary: &Path) -> Vec<String> {
    let all = tool::run(Command::new("ps").args(["-A", "-o", "pid=,args="])).expect_success();
    let marks = [temporary.display().to_string(), "sleep 987".to_owned()];
    let ours = all.stdout.lines().filter(|line| marks.iter().any(|mark| line.contains(mark)));
    ours.map(str::to_owned).collect()
}

/// However it ends, nothing is left of what it has started, and nothing on the disk.
#[test]
fn whatever_ends_it_ends_all_that_it_has_started() {
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = folder.path().join("log");
        let temporary = folder.path().join("temporary");
        fs::create_dir(&temporary).expect("a folder");
        // A service that has a child of its own, which would go on without it.
        let mut child = Command::new(programs::gaugewright())
            .env("TMPDIR", &temporary)
            .arg("--spec")
            .arg(workspace::path("metrics-spec.yaml"))
            .args(["up", "--", "sh", "-c", "sleep 987 & wait"])
            .stdin(Stdio::null())
            .stdout(File::create(&log).expect("a log"))
            .spawn()
            .expect("it starts");
        until("Prometheus", || workspace::read(&log).contains("  Prometheus  ").then_some(()));
        let started = groups(&temporary);
        // The service and its child, Alertmanager, Prometheus, and whoever clears up.
        assert!(started.len() >= 5, "{started:#?}");
        tool::run(Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]))
            .expect_success();
        let status = child.wait().expect("it ends");
        assert_eq!(status.success(), signal != "KILL", "{signal}: {status}");
        until("the end of all", || groups(&temporary).is_empty().then_some(()));
        until("an empty folder", || names(&temporary).is_empty().then_some(()));
    }
}
