//! `gaugewright diff`: what it compares with, its formats and exit codes.

use std::process::Command;

use super::SPEC;
use crate::project::Project;

pub(super) fn git(project: &Project, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(project.path(""))
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A project whose first commit has the spec.
pub(super) fn committed() -> Project {
    let project = Project::new(SPEC);
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "first"]);
    project
}

#[test]
fn the_spec_is_compared_with_a_commit() {
    let project = committed();
    let text = project.expect(&["diff", "HEAD"], 0);
    assert!(text.starts_with("no change in meaning from HEAD to metrics-spec.yaml"), "{text}");
    project.write("metrics-spec.yaml", &SPEC.replace("below: 1", "below: 2"));
    let expected =
        "behaviour\n  alert `NoOrders`: threshold `below 1` is now `below 2`\n    it fires at other times\n";
    assert!(project.expect(&["diff", "HEAD"], 0).starts_with(expected));
    // Both sides can be named, in any way.
    git(&project, &["commit", "--quiet", "--all", "--message", "second"]);
    for (old, new) in
        [("HEAD~1", "HEAD"), ("HEAD~1:metrics-spec.yaml", "metrics-spec.yaml"), ("HEAD~1:./", ".")]
    {
        let text = project.expect(&["diff", old, new], 0);
        assert!(text.starts_with(expected), "{old} {new}: {text}");
    }
}

#[test]
fn the_exit_code_is_what_the_caller_asks_for() {
    let project = committed();
    let changed = |text: &str| project.write("metrics-spec.yaml", text);
    let codes = |expected: [i32; 3]| {
        for (level, code) in ["breaking", "behaviour", "cosmetic"].into_iter().zip(expected) {
            project.expect(&["diff", "HEAD", "--fail-on", level], code);
        }
    };
    codes([0, 0, 0]);
    changed(&SPEC.replace("summary: few orders", "summary: too few orders"));
    codes([0, 0, 1]);
    changed(&SPEC.replace("below: 1", "below: 2"));
    codes([0, 1, 1]);
    changed(&SPEC.replace("orders_total", "sales_total"));
    codes([1, 1, 1]);
    changed(&SPEC.replace("below: 1", "below: 1%"));
    assert!(
        project
            .expect(&["diff", "HEAD"], 1)
            .contains("metrics-spec.yaml has errors, so nothing was compared")
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let project = committed();
    for (arguments, words) in [
        (&["diff", "no-such"][..], "`no-such` is neither a file nor a folder nor a commit of git here"),
        (&["diff", "no-such:x.yaml"], "nor is `no-such` a commit here"),
        (&["diff", "HEAD:x.yaml"], "there is no such file in HEAD:x.yaml"),
        (
            &["diff", "--", "--output=x"],
            "`--output=x` is neither a file nor a folder nor a commit of git here",
        ),
        (&["diff", "--", "-p:x"], "`-p:x` is neither a file"),
        (&["diff", "HEAD", "--format", "sarif"], "`diff` writes `--format human`, `json` or `markdown`"),
        (&["check", "--format", "markdown"], "only `diff` writes `--format markdown`"),
        (&["--spec", "other.yaml", "diff", "HEAD", "metrics-spec.yaml"], "there is no other.yaml in HEAD"),
    ] {
        let text = project.expect(arguments, 2);
        assert!(text.contains(words), "{arguments:?}: {text}");
        assert!(!project.path("x").exists());
    }
    // A spec that an earlier version has read.
    project.write("old.yaml", &SPEC.replace("help: Orders", "text: Orders"));
    let text = project.expect(&["diff", "old.yaml"], 2);
    assert!(
        text.contains("unknown key `text`")
            && text.contains("old.yaml is not a spec that this version reads"),
        "{text}"
    );
    // Without a repository.
    let project = Project::new(SPEC);
    assert!(project.expect(&["diff", "main"], 2).contains("nor a commit of git here"));
}

#[test]
fn others_who_read_what_breaks_are_named() {
    let project = committed();
    project.write("metrics-spec.yaml", &SPEC.replace("orders_total", "sales_total"));
    project.write(
        "theirs/rules.yml",
        "groups: [{ name: a, rules: [{ alert: Theirs, expr: 'rate(orders_total[5m]) > 5' }, { alert: Other, expr: up == 0 }] }]\n",
    );
    let other = "spec: 1\nservice: { name: other, scrape: { port: 1, interval: 15s } }\n\
                 outside: [{ name: shop, metrics: { orders_total: { type: counter, help: Orders } } }]\n\
                 queries: { orders: { help: Orders, expr: 'sum(rate(orders_total[5m]))', record: true, window: 5m } }\n";
    project.write("other.yaml", other);
    let arguments = ["diff", "HEAD", "--readers", "theirs", "--readers", "other.yaml"];
    let text = project.expect(&arguments, 0);
    assert!(text.contains("was read by alert `NoOrders`, panel `shop: Orders`\n"), "{text}");
    assert!(
        text.contains(
            "is read by alert `Theirs` in theirs, recording rule `job:orders:rate5m` in other.yaml\n"
        ),
        "{text}"
    );
    let json = project.run(&[&arguments[..], &["--format", "json", "--quiet"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(
        (&report["breaking"], &report["changes"][0]["class"]),
        (&1.into(), &"breaking".into()),
        "{report:#}"
    );
    assert_eq!(report["changes"][0]["readers"][2]["in"], "theirs", "{report:#}");
    let markdown = project.expect(&[&arguments[..], &["--format", "markdown", "--quiet"]].concat(), 0);
    assert!(markdown.starts_with("### Monitoring: 1 breaking"), "{markdown}");
    assert!(markdown.contains("  - is read by alert `Theirs` in `theirs`, "), "{markdown}");
}

/// Who reads what Prometheus says of an alert, and who selects the job.
#[test]
fn others_may_read_alerts_and_jobs() {
    let project = committed();
    project.write(
        "theirs.yml",
        "groups: [{ name: a, rules: [{ alert: Both, expr: 'ALERTS{alertname=\"NoOrders\"} > 0' }, { alert: Job, expr: 'up{job=~\"shop|store\"} == 0' }, \
         { alert: None, expr: 'ALERTS{alertname=\"Other\"} > 0' }] }]\n",
    );
    project.write(
        "metrics-spec.yaml",
        &SPEC.replace("NoOrders", "FewOrders").replace("name: shop", "name: store"),
    );
    let text = project.expect(&["diff", "HEAD", "--readers", "theirs.yml"], 0);
    assert!(text.contains("is now called `FewOrders`\n    silences, routes and inhibitions for the old name miss it\n    is read by alert `Both` in theirs.yml\n"), "{text}");
    assert!(
        text.contains("name `shop` is now `store`\n")
            && text.contains("    is read by alert `Job` in theirs.yml\n"),
        "{text}"
    );
}

/// What a spec generates is what people would have.
#[test]
fn a_spec_is_compared_with_files() {
    let project = committed();
    project.expect(&["generate"], 0);
    assert!(
        project
            .expect(&["diff", "monitoring/prometheus/alerts.yml", "--quiet"], 0)
            .contains("dashboard `shop` is new")
    );
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "generated"]);
    for old in ["monitoring", "HEAD:monitoring"] {
        let text = project.expect(&["diff", old], 0);
        assert!(text.contains("no change in meaning"), "{old}: {text}");
    }
    project.write("metrics-spec.yaml", &SPEC.replace("below: 1", "below: 2"));
    let text = project.expect(&["diff", "HEAD:monitoring"], 0);
    assert!(text.contains("alert `NoOrders`: threshold `below 1` is now `below 2`"), "{text}");
}
