//! The step of the GitHub action that says in a pull request what changes: its script runs here, with a stand-in for GitHub.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::SPEC;
use super::diff::{committed, git};
use crate::programs;

/// Answers with the comment that is there, if one is, and writes down how it was called.
const GITHUB: &str = r#"#!/bin/bash
printf '%s\n' "$*" >> "$CALLS"
case "$*" in *--paginate*) printf '%s' "${EARLIER:-}" ;; esac
"#;

/// The script of a step.
fn script(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../action.yml");
    let text = fs::read_to_string(path).expect("the action");
    let action: serde_json::Value = serde_saphyr::from_str(&text).expect("YAML");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["name"] == name).expect("the step");
    step["run"].as_str().expect("a script").to_owned()
}

/// Runs the step in a clone whose `origin` has the base: the exit code, the calls of GitHub, and what was said.
fn run(clone: &Path, settings: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let room = tempfile::tempdir().expect("a temporary folder");
    let github = room.path().join("gh");
    fs::write(&github, GITHUB).expect("a file can be written");
    fs::set_permissions(&github, Permissions::from_mode(0o755)).expect("a program");
    let program = programs::gaugewright();
    let folder = Path::new(&program).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let (calls, summary) = (room.path().join("calls"), room.path().join("summary"));
    let output = Command::new("bash")
        .current_dir(clone)
        .args(["-c", &script("Say what changes")])
        .env("PATH", format!("{}:{}:{path}", room.path().display(), folder.display()))
        .env("RUNNER_TEMP", room.path())
        .envs([("CALLS", &calls), ("GITHUB_STEP_SUMMARY", &summary)])
        .envs([
            ("SPEC", "metrics-spec.yaml\nnew.yaml\n"),
            ("FAIL_ON", ""),
            ("PULL", "pull"),
            ("COMMENTS", "comments"),
        ])
        .envs(settings.iter().copied())
        .output()
        .expect("bash starts");
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), read(&calls), read(&summary) + &errors)
}

#[test]
fn a_pull_request_gets_a_comment() {
    let project = committed();
    let origin = project.path("").display().to_string();
    git(&project, &["clone", "--quiet", &origin, "../clone"]);
    let clone = project.path("../clone");
    let head =
        Command::new("git").current_dir(&clone).args(["rev-parse", "HEAD"]).output().expect("git starts");
    let head = String::from_utf8_lossy(&head.stdout).trim().to_owned();
    let base = ("BASE", head.as_str());
    let write = |name: &str, text: &str| fs::write(clone.join(name), text).expect("a file can be written");

    // Nothing has changed, so nothing is said; what was said before is taken back.
    write("new.yaml", SPEC);
    let (code, calls, text) = run(&clone, &[base]);
    assert_eq!((code, calls.lines().count()), (Some(0), 1), "{calls}{text}");
    let (_, calls, _) = run(&clone, &[base, ("EARLIER", "7\n8\n")]);
    assert!(calls.contains("--method PATCH comments/7 "), "{calls}");

    write("metrics-spec.yaml", &SPEC.replace("orders_total", "sales_total"));
    let (code, calls, text) = run(&clone, &[base]);
    assert_eq!(code, Some(0), "{text}");
    assert!(calls.contains("--method POST pull/comments -F body=@"), "{calls}");
    assert!(text.contains("### Monitoring: 1 breaking change") && text.contains("`sales_total`"), "{text}");
    assert_eq!(run(&clone, &[base, ("FAIL_ON", "breaking")]).0, Some(1));
    let kept = ("PICTURES", "https://example.com/artifacts/1");
    let (_, _, text) = run(&clone, &[base, kept]);
    assert!(text.contains("[Panels before and after](https://example.com/artifacts/1)"), "{text}");
    // What cannot be compared is no failure of the pull request.
    let (code, _, text) = run(&clone, &[("BASE", "HEAD"), ("FAIL_ON", "breaking"), ("SPEC", "nowhere.yaml")]);
    assert_eq!(code, Some(0), "{text}");
}
