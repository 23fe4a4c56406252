//! The generated tests of the alert rules: real promtool passes them, and they notice when a rule is changed.

mod mutants;
mod strength;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use gaugewright_spec::source::Source;
use serde_json::json;

use super::{tool, workspace};
use crate::programs;

const TESTS: &str = "monitoring/prometheus/tests";

#[test]
fn promtool_passes_the_tests_of_every_alert() {
    let tests = workspace::path(TESTS);
    let files = workspace::files_below(&tests);
    let tested: BTreeSet<String> =
        files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    let alerts: BTreeSet<String> =
        strength::rules().iter().filter_map(|(_, rule)| Some(rule["alert"].as_str()?.to_owned())).collect();
    assert_eq!(tested, alerts, "alerts with tests");
    passes_all(&files);
}

/// Every second file in each half, so that both take about as long.
fn passes_all(files: &[PathBuf]) {
    let half = |first: usize| {
        let files = files.iter().skip(first).step_by(2);
        tool::run(tool::command("promtool").args(["test", "rules"]).args(files)).expect_success();
    };
    thread::scope(|scope| {
        scope.spawn(|| half(0));
        half(1);
    });
}

/// Alerts of every kind that the other tests know, not only those of the sample.
#[test]
fn promtool_passes_the_tests_of_other_specs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tests = Vec::new();
    let folders = ["tests/diagnostics/clean", "tests/corpus"].map(workspace::path);
    let specs = folders.iter().flat_map(|folder| workspace::files_below(folder));
    for (at, spec) in specs.enumerate() {
        let own = folder.path().join(at.to_string());
        std::fs::create_dir(&own).expect("a folder of its own");
        let spec = tool::write(&own, "metrics-spec.yaml", workspace::read(&spec));
        tool::run(Command::new(programs::gaugewright()).arg("--spec").arg(spec)).expect_success();
        let made = own.join("monitoring/prometheus/tests");
        if made.is_dir() {
            tests.extend(workspace::files_below(&made));
        }
    }
    assert!(tests.len() > 150, "{}", tests.len());
    passes_all(&tests);
}

/// What the generator says of a spec that lies beside the cases of the tests, and the folder with its rules.
fn generated(name: &str, folder: &Path) -> (tool::Output, PathBuf) {
    let spec = workspace::read(workspace::path("tests/rule_tests").join(name));
    let spec = tool::write(folder, "metrics-spec.yaml", spec);
    let output = tool::run(Command::new(programs::gaugewright()).arg("--spec").arg(spec)).expect_success();
    (output, folder.join("monitoring/prometheus"))
}

fn promtool_passes(tests: &[PathBuf]) -> bool {
    tool::run(tool::command("promtool").args(["test", "rules"]).args(tests)).succeeded()
}

#[test]
fn what_cannot_be_derived_is_said_and_the_author_writes_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, rules) = generated("beyond.yaml", folder.path());
    for untested in [
        "alert `DiskFullSoon`: add one under `tests`\n",
        "`ProbesSlowBurn`: add one under `tests` under `ticket` of `probes`\n",
    ] {
        assert!(output.stderr.contains(untested), "{output}");
    }
    assert_eq!(output.stderr.matches("cannot derive a test").count(), 2, "{output}");
    for (alert, time) in [("DiskFull", "1h10m"), ("ProbesFastBurn", "7h10m")] {
        let file = rules.join(format!("tests/{alert}-authored.yml"));
        let changed = workspace::read(&file).replace(time, "2m");
        let changed = tool::write(file.parent().expect("a folder"), "changed.yml", changed);
        assert!(promtool_passes(&[file]) && !promtool_passes(&[changed]), "the test of {alert} can fail");
    }
}

/// Samples that an author may write, and some that are none: the checker says of each what promtool says.
#[test]
fn samples_are_read_as_promtool_reads_them() {
    const SAMPLES: [&str; 25] = [
        "1",
        "1 2 3",
        "-1.5e3",
        "+1",
        ".5",
        "1.",
        "_",
        "_x3",
        "stale",
        "1x4",
        "-1x4",
        "0+5x4",
        "0-5x4",
        "-1e3-5x4",
        "1e-3+2x4",
        "NaN",
        "Inf",
        "-Inf",
        "0+5",
        "x4",
        "1x",
        "1x-4",
        "200 times 40",
        "1*4",
        "1,2",
    ];
    for samples in SAMPLES {
        let spec = json!({
            "spec": 1,
            "service": { "name": "shop", "scrape": { "port": 8000, "interval": "15s" } },
            "metrics": { "shop": { "items": { "type": "gauge", "help": "Items" } } },
            "alerts": { "shop": { "Many": {
                "expr": "sum(items)", "above": 5, "severity": "warning", "summary": "Many",
                "tests": [{ "name": "some", "series": { "items": samples }, "silent": ["1m"] }],
            } } },
        });
        let findings = gaugewright_spec::load_on(&Source::new("s.yaml", spec.to_string()), None).findings;
        let refused = findings.iter().any(|finding| finding.rule.code == "bad-value");
        let test = json!({ "tests": [{ "interval": "1m", "input_series": [{ "series": "items", "values": samples }] }] });
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = tool::write(folder.path(), "test.yml", test.to_string());
        assert_eq!(!refused, promtool_passes(&[file]), "{samples:?}: {findings:?}");
    }
}

#[test]
fn labels_are_filled_in_as_prometheus_fills_them_in() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, rules) = generated("labels-of-alerts.yaml", folder.path());
    assert!(!output.stderr.contains("no test"), "{output}");
    let tests = workspace::files_below(&rules.join("tests"));
    assert_eq!(tests.len(), 3, "{tests:?}");
    assert!(promtool_passes(&tests));
    let file = rules.join("alerts.yml");
    let changed = workspace::read(&file).replace("{{ $labels.team }}-oncall", "web");
    std::fs::write(&file, changed).expect("a file");
    assert!(!promtool_passes(&tests), "nobody noticed another label");
}

#[test]
fn what_has_never_run_is_noticed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, rules) = generated("never-run.yaml", folder.path());
    assert!(!output.stderr.contains("no test"), "{output}");
    let tests = workspace::files_below(&rules.join("tests"));
    assert_eq!(tests.len(), 2, "{tests:?}");
    assert!(promtool_passes(&tests));
}

#[test]
fn the_usual_conditions_have_tests() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, rules) = generated("usual-conditions.yaml", folder.path());
    assert!(!output.stderr.contains("cannot derive"), "{output}");
    let tests = workspace::files_below(&rules.join("tests"));
    assert_eq!(tests.len(), 14, "{tests:?}");
    assert!(promtool_passes(&tests));
}

/// Objectives whose share the author computes: from what is bad, from what is good, from both, with weights.
#[test]
fn computed_shares_have_tests_that_notice_another_threshold() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (output, rules) = generated("computed-shares.yaml", folder.path());
    assert!(!output.stderr.contains("no test"), "{output}");
    let names = ["Bad", "Good", "Both", "Weighed"];
    let test = |name: &str| rules.join(format!("tests/{name}FastBurn.yml"));
    assert!(promtool_passes(&names.map(test)));
    for name in names {
        let file = rules.join(format!("slo-{}.yml", name.to_lowercase()));
        let before = workspace::read(&file);
        for changed in ["0.147", "0.141"] {
            assert!(before.matches(" 0.144").count() > 1, "{before}");
            std::fs::write(&file, before.replace(" 0.144", &format!(" {changed}"))).expect("a file");
            assert!(!promtool_passes(&[test(name)]), "{name}: nobody noticed {changed}");
        }
        std::fs::write(&file, before).expect("a file");
    }
}
