//! Rules that were imported, evaluated: real promtool finds for what a spec generates the alerts, with their labels and texts, and the
//! recorded values that it finds for the original, at each minute of an hour over the same samples.
//!
//! Labels and the offset of groups are newer than the promtool that `scripts/tools` installs; `import/several` compares them.

mod invented;
mod one_server;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::Files;
use gaugewright_import::{File, Item, Sort, import};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use self::invented::Rules;
use super::{tool, workspace};
use crate::audit::{cases, files};
use crate::random::Random;

/// Sets of rules. Others are tried with `IMPORTED_RULES=1000`.
const SETS: u64 = 25;
/// Minutes that are looked at.
const MINUTES: usize = 60;

/// Samples of an hour, one each minute: everything breaks for a while.
const SERIES: [(&str, &str); 17] = [
    ("up{job=\"web\",instance=\"a\"}", "1x12 0x8 1x10 0 1 0 1x40"),
    ("up{job=\"web\",instance=\"b\"}", "1x25 0x20 1x20"),
    ("up{job=\"db\",instance=\"c\"}", "1x50 _x5 1x10"),
    ("queue_length{job=\"web\",instance=\"a\"}", "0+1x20 20-1x20 5x25"),
    ("queue_length{job=\"web\",instance=\"b\"}", "8.25x15 12.25x15 9.25x15 10.25x20"),
    ("queue_length{job=\"db\",instance=\"c\"}", "14-0.5x30 _x3 1+2x30"),
    ("queue_limit{job=\"web\"}", "11x70"),
    ("queue_limit{job=\"db\"}", "10x70"),
    ("requests_total{job=\"web\",instance=\"a\",code=\"200\"}", "0+60x30 0+120x35"),
    ("requests_total{job=\"web\",instance=\"a\",code=\"500\"}", "0+1x20 20+30x15 500+2x30"),
    ("requests_total{job=\"db\",instance=\"c\",code=\"200\"}", "5+30x70"),
    ("requests_total{job=\"db\",instance=\"c\",code=\"500\"}", "0x30 0+9x40"),
    ("latency_seconds_bucket{job=\"web\",le=\"0.1\"}", "0+50x20 1000+5x50"),
    ("latency_seconds_bucket{job=\"web\",le=\"1\"}", "0+60x20 1200+30x50"),
    ("latency_seconds_bucket{job=\"web\",le=\"+Inf\"}", "0+60x20 1200+60x50"),
    ("last_success_timestamp_seconds{job=\"db\"}", "0+60x15 900x25 2400+60x30"),
    ("gone{job=\"web\"}", "1x15 _x20 0x10"),
];

/// The rules that a spec generates, in the order of their files.
fn generated(text: &str) -> Vec<(String, String)> {
    let (spec, _) = codegen::load(&Source::new("metrics-spec.yaml", text))
        .unwrap_or_else(|findings| panic!("{findings:#?}"));
    of_spec(&spec)
}

fn of_spec(spec: &Spec) -> Vec<(String, String)> {
    let files: Files = codegen::render(spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let is_of_rules = |path: &&str| path.starts_with("monitoring/prometheus/") && !path.contains("/tests/");
    let rules = files.iter().filter(|(path, _)| is_of_rules(path));
    let mut rules: Vec<(String, String)> = rules
        .filter(|(_, text)| text.contains("groups:"))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    // What is recorded is read by the others, as in the original.
    rules.sort_by_key(|(path, _)| !path.ends_with("recordings.yml"));
    rules
}

/// The same of an import of which nothing is lost, with its spec.
fn imported(files: &[File]) -> (Vec<(String, String)>, String) {
    let all = |spec: &Spec| of_spec(spec).into_iter().map(|(name, text)| File { name, text }).collect();
    let (imported, report) = import(files, &[], "shop", |spec| Ok(all(spec))).expect("a spec");
    // Only rules are generated here, and no configuration of a Prometheus.
    let rules = report.items.iter().filter(|item| item.sort != Sort::Setting);
    let lost: Vec<&Item> = rules.filter(|item| !item.is_given_back()).collect();
    assert!(lost.is_empty(), "{lost:#?}\n{}", imported.text);
    (generated(&imported.text), imported.text)
}

/// What promtool finds at each minute for some rules: that nothing is expected makes it tell everything.
fn found(folder: &Path, rules: &[(String, String)], series: &Value, of: &Rules) -> String {
    fs::create_dir_all(folder).expect("a folder");
    let files: Vec<PathBuf> = rules
        .iter()
        .enumerate()
        .map(|(at, (_, text))| tool::write(folder, &format!("{at}.yml"), text))
        .collect();
    tool::run(tool::command("promtool").args(["check", "rules"]).args(&files)).expect_success();
    let minutes = (0..=MINUTES).map(|minute| format!("{minute}m"));
    let alert = |time: &str| {
        let all = of.alerts.iter();
        all.map(|name| json!({ "eval_time": time, "alertname": name, "exp_alerts": [] })).collect::<Vec<_>>()
    };
    let recorded = |time: &str| {
        let all = of.recorded.iter();
        all.map(|name| json!({ "expr": name, "eval_time": time, "exp_samples": [] })).collect::<Vec<_>>()
    };
    let times: Vec<String> = minutes.collect();
    let tests = json!({
        "rule_files": files,
        "evaluation_interval": "1m",
        "group_eval_order": order(rules),
        "tests": [{
            "interval": "1m",
            "external_labels": { "cluster": "test" },
            "input_series": series,
            "alert_rule_test": times.iter().flat_map(|time| alert(time)).collect::<Vec<_>>(),
            "promql_expr_test": times.iter().flat_map(|time| recorded(time)).collect::<Vec<_>>(),
        }],
    });
    let tests = tool::write(folder, "tests.yml", tests.to_string());
    let output = tool::run(tool::command("promtool").args(["test", "rules"]).arg(&tests));
    [output.stdout, output.stderr].concat().replace(&folder.display().to_string(), "")
}

/// The groups of rules, in their order: promtool has none of its own.
fn order(rules: &[(String, String)]) -> Vec<String> {
    let groups = rules.iter().flat_map(|(_, text)| {
        let rules: Value = serde_saphyr::from_str(text).expect("YAML");
        workspace::list(&rules, "groups").to_vec()
    });
    groups.map(|group| workspace::text(&group, "name").to_owned()).collect()
}

fn series() -> Value {
    SERIES.iter().map(|(series, values)| json!({ "series": series, "values": values })).collect()
}

/// Compares what is found for rules and for what is generated of them. Gives what is found.
fn same_of_both(name: &str, text: &str, rules: &Rules) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (generated, spec) = imported(&[File { name: "rules.yaml".into(), text: text.to_owned() }]);
    let original = [("rules.yaml".to_owned(), text.to_owned())];
    let was = found(&folder.path().join("was"), &original, &series(), rules);
    let is = found(&folder.path().join("is"), &generated, &series(), rules);
    let first = was.lines().zip(is.lines()).enumerate().find(|(_, (was, is))| was != is);
    assert!(was == is, "{name}: {first:#?}\n{text}\n{spec}");
    was
}

#[test]
fn invented_rules_and_what_is_generated_of_them_find_the_same() {
    let sets = std::env::var("IMPORTED_RULES").ok().and_then(|sets| sets.parse().ok()).unwrap_or(SETS);
    let (mut fired, mut recorded) = (0, 0);
    for seed in 1..=sets {
        let rules = invented::rules(&mut Random(seed));
        let text = serde_json::to_string_pretty(&rules.groups).expect("JSON");
        let found = same_of_both(&format!("seed {seed}"), &text, &rules);
        fired += found.matches("Labels:{alertname").count();
        recorded += found.matches("expr: \"").count();
    }
    assert!(fired > 100 && recorded > 1000, "{fired} alerts fired, {recorded} values were recorded");
}

/// The tests that people have written for their rules pass against what is generated of these, with nothing changed but the names of files.
#[test]
fn tests_of_people_pass_against_what_is_generated() {
    let case = cases("import").into_iter().find(|case| case.ends_with("prometheus")).expect("the case");
    let files = files(&case);
    let tests = files.iter().find(|file| file.name.ends_with(".test.yml")).expect("a test");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (generated, _) = imported(&files);
    let rules: Vec<PathBuf> = generated
        .iter()
        .enumerate()
        .map(|(at, (_, text))| tool::write(folder.path(), &format!("{at}.yml"), text))
        .collect();
    let mut written: Value = serde_saphyr::from_str(&tests.text).expect("YAML");
    written["rule_files"] = json!(rules);
    let passes = |tests: &Value| {
        let tests = tool::write(folder.path(), "tests.yml", tests.to_string());
        tool::run(tool::command("promtool").args(["test", "rules"]).arg(tests)).succeeded()
    };
    assert!(passes(&written));
    written["tests"][0]["alert_rule_test"][0]["eval_time"] = json!("1m");
    assert!(!passes(&written), "the test can fail");
}
