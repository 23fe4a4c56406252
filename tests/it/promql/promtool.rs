//! The corpus through the program that comes with Prometheus 2.42.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::json;

use super::corpus;
use super::verdict::accepts;

/// The queries that `promtool check rules` refuses, each as a recording rule of its own.
pub(super) fn refused<'a>(queries: &[&'a str]) -> BTreeSet<&'a str> {
    let rules: Vec<_> = queries
        .iter()
        .enumerate()
        .map(|(index, query)| json!({ "record": format!("q:{index}"), "expr": query }))
        .collect();
    let file = json!({ "groups": [{ "name": "corpus", "rules": rules }] });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rules.json");
    std::fs::write(&path, file.to_string()).expect("a rules file");
    let output = Command::new("promtool")
        .args(["check", "rules", "--lint=none"])
        .arg(&path)
        .output()
        .expect("promtool is installed: run ./scripts/tools");
    let report = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let refused: BTreeSet<_> = report
        .match_indices("\": could not parse expression: ")
        .filter_map(|(at, _)| report[..at].rsplit_once("\"q:")?.1.parse::<usize>().ok())
        .map(|index| queries[index])
        .collect();
    assert_eq!(output.status.success(), refused.is_empty(), "{report}");
    refused
}

#[test]
fn accepts_what_is_accepted() {
    let queries = [corpus::accepted(), corpus::multiline()].concat();
    assert_eq!(refused(&queries), BTreeSet::new());
}

#[test]
fn refuses_what_is_rejected_or_newer() {
    let queries = [corpus::rejected(), corpus::accepted_by_newer()].concat();
    let refused = refused(&queries);
    let passed: Vec<_> = queries.iter().filter(|query| !refused.contains(*query)).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn accepts_by_mistake_what_we_refuse() {
    let queries = corpus::stricter();
    assert_eq!(refused(&queries), BTreeSet::new());
    let passed: Vec<_> = queries.into_iter().filter(|text| accepts(text)).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}
