//! `audit` and `import`, on monitoring that somebody has written by hand.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};

use super::diff::git;
use crate::project::Project;

const RULES: &str = "\
groups:
  - name: shop
    rules:
      - alert: NeverFires
        expr: count(up) == 0
        labels: { severity: page }
      - alert: Fine
        expr: up == 0
        for: 5m
";

fn project() -> Project {
    let project = Project::new("spec: 1\n");
    fs::remove_file(project.path("metrics-spec.yaml")).expect("no spec");
    project.write("ops/rules/shop.yml", RULES);
    project.write("ops/notes.yaml", "just: a file\n");
    project.write("ops/.hidden/rules.yml", "groups: [\n");
    project
}

#[test]
fn audit_says_what_is_wrong_and_writes_nothing() {
    let project = project();
    let text = project.expect(&["audit", "ops"], 1);
    assert!(text.contains("--> ops/rules/shop.yml:5:15"), "{text}");
    assert!(text.ends_with("1 error, 0 warnings: 2 alerts read in 2 files\n"), "{text}");
    project.write("ops/rules/shop.yml", &RULES.replace("count(up) == 0", "count(up) < 2"));
    project.expect(&["audit", "ops"], 0);
    assert!(!project.path("monitoring").exists() && !project.path("metrics-spec.yaml").exists());
    let text = project.expect(&["audit", "nowhere"], 2);
    assert!(
        text.contains("there is no file and no folder `nowhere`") && !text.contains("os error"),
        "{text}"
    );
}

#[test]
fn what_was_accepted_is_not_said_again() {
    let project = project();
    project.write("accepted.json", &project.expect(&["audit", "ops", "--format", "json", "--quiet"], 1));
    project.expect(&["audit", "ops", "--baseline", "accepted.json"], 0);
    // Lines move.
    project.write("ops/rules/shop.yml", &RULES.replace("groups:", "# Rules\n\ngroups:"));
    project.expect(&["audit", "ops", "--baseline", "accepted.json"], 0);
    project.write("ops/rules/shop.yml", &RULES.replace("up == 0", "count(up) == 0"));
    project.expect(&["audit", "ops", "--baseline", "accepted.json"], 1);
    project.write("accepted.json", "{}");
    let text = project.expect(&["audit", "ops", "--baseline", "accepted.json"], 2);
    assert!(text.contains("is not what `audit --format json` prints"), "{text}");
}

#[test]
fn an_import_generates_and_overwrites_nothing() {
    let project = project();
    let text = project.expect(&["import", "ops", "--name", "shop", "-o", "metrics-spec.yaml"], 0);
    assert!(text.contains("2 of 2 alerts given back"), "{text}");
    assert!(project.read("import-report.md").contains("| `NeverFires` | `ops/rules/shop.yml:4` | equal |"));
    project.expect(&["generate"], 0);
    assert!(project.read("monitoring/prometheus/alerts.yml").contains("alert: NeverFires"));
    let before = project.read("metrics-spec.yaml");
    let text = project.expect(&["import", "ops", "-o", "metrics-spec.yaml"], 2);
    assert!(text.contains("exists already"), "{text}");
    assert_eq!(project.read("metrics-spec.yaml"), before);
}

#[test]
fn only_what_changed_is_told() {
    let project = project();
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "first"]);
    project.expect(&["audit", "ops"], 1);
    project.expect(&["audit", "ops", "--since", "HEAD"], 0);
    // Lines move, and others are changed.
    let fine = "      - alert: Fine\n        expr: up == 0\n";
    project.write(
        "ops/rules/shop.yml",
        &RULES.replace(fine, &fine.replace("up == 0", "up < 1")).replace("groups", "# Rules\ngroups"),
    );
    project.expect(&["audit", "ops", "--since", "HEAD"], 0);
    project.write("ops/rules/shop.yml", &RULES.replace(fine, &fine.replace("up == 0", "count(up) == 0")));
    let text = project.expect(&["audit", "ops", "--since", "HEAD"], 1);
    assert!(text.contains("shop.yml:8:15") && text.contains("1 error"), "{text}");
    // What no commit has is new as a whole.
    project.write("ops/rules/shop.yml", RULES);
    project.write("ops/rules/new.yml", RULES);
    let text = project.expect(&["audit", "ops", "--since", "HEAD"], 1);
    assert!(text.contains("new.yml:5:15") && text.contains("1 error"), "{text}");
    let text = project.expect(&["audit", "ops", "--since", "no-such"], 2);
    assert!(text.contains("`no-such` is not a commit of git in ops/rules"), "{text}");
}

#[test]
fn junit_fails_where_the_exit_code_does() {
    let project = project();
    project.write("ops/rules/shop.yml", &RULES.replace("Fine", "Fine & <b>"));
    let xml = project.expect(&["audit", "ops", "--format", "junit", "--quiet"], 1);
    assert!(xml.contains("<testsuites name=\"gaugewright\" tests=\"1\" failures=\"1\">"), "{xml}");
    assert!(xml.contains("file=\"ops/rules/shop.yml\" line=\"5\""), "{xml}");
    assert!(xml.contains("type=\"never-true\""), "{xml}");
    project.write("ops/rules/shop.yml", &RULES.replace("count(up) == 0", "up < 1"));
    let xml = project.expect(&["audit", "ops", "--format", "junit", "--quiet"], 0);
    assert!(xml.contains("tests=\"1\" failures=\"0\"") && !xml.contains("<failure"), "{xml}");
}

/// A Prometheus that knows one counter and one histogram.
fn prometheus() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let data = |path: &str| match path {
        _ if path.starts_with("/api/v1/metadata") => json!({
            "orders": [{ "type": "counter", "help": "", "unit": "" }],
            "wait_seconds": [{ "type": "histogram", "help": "", "unit": "" }],
            "never_read": [{ "type": "gauge", "help": "", "unit": "" }],
        }),
        _ if path.contains("/label/le/values") => json!(["0.5", "1", "+Inf"]),
        _ if path.contains("wait_seconds_bucket") => json!(["__name__", "job", "le"]),
        _ if path.contains("orders_total") => json!(["__name__", "job", "shop"]),
        _ => Value::Array(Vec::new()),
    };
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap_or_default();
            let asked = String::from_utf8_lossy(&asked[..length]);
            let path = asked.split(' ').nth(1).unwrap_or_default();
            let body = json!({ "status": "success", "data": data(path) }).to_string();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

#[test]
fn a_prometheus_tells_what_metrics_are() {
    let project = project();
    let rules = "groups:\n  - name: shop\n    rules:\n      - alert: Many\n        expr: orders_total > 5\n        for: 5m\n      \
                 - alert: Slow\n        expr: histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 3\n        for: 5m\n";
    project.write("ops/rules/shop.yml", rules);
    project.expect(&["audit", "ops"], 0);
    let address = prometheus();
    let text = project.expect(&["audit", "ops", "--prometheus", &address], 1);
    assert!(text.contains("bare-counter") && text.contains("never-true"), "{text}");
    let spec = project.expect(&["import", "ops", "--prometheus", &address, "--quiet"], 0);
    assert!(spec.contains("orders_total") && !spec.contains("never_read"), "{spec}");
}

#[test]
fn a_broken_file_keeps_no_other_from_being_imported() {
    let project = project();
    project.write(
        "ops/rules/broken.yml",
        "groups:\n  - name: shop\n    rules:\n      - alert: Never\n       expr: up == 0\n",
    );
    let text = project.expect(&["import", "ops", "-o", "metrics-spec.yaml"], 1);
    assert!(text.contains("not imported: ops/rules/broken.yml:5: "), "{text}");
    assert!(text.contains("2 of 2 alerts given back"), "{text}");
    assert!(project.read("import-report.md").contains("`ops/rules/broken.yml:5`: "));
    fs::remove_file(project.path("ops/rules/shop.yml")).expect("a file");
    assert!(project.expect(&["import", "ops"], 2).contains("mend it first"));
}
