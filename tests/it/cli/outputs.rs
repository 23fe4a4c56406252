//! Outputs that a spec switches on and off and moves: the list of them, and what becomes of their files.

use serde_json::{Value, json};

use super::SPEC;
use crate::project::Project;

/// The spec with a last key; its line is the 14th.
fn with(outputs: &str) -> String {
    format!("{SPEC}outputs: {outputs}\n")
}

fn rows(project: &Project) -> Vec<Value> {
    serde_json::from_str(&project.expect(&["list", "--format", "json"], 0)).expect("JSON")
}

fn row(project: &Project, name: &str) -> Value {
    rows(project).into_iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn the_list_says_what_is_on_and_why() {
    let project = Project::new(&with("{ schema: false, compose: { folder: ops } }"));
    for (name, on, folder, why) in [
        ("prometheus", true, "monitoring/prometheus", "on by default"),
        ("schema", false, "docs", "off: line 14 of metrics-spec.yaml"),
        ("compose", true, "ops", "on: line 14 of metrics-spec.yaml"),
        ("grafana-alerting", false, "monitoring/grafana-alerting", "off: Prometheus alert rules are on"),
        ("kubernetes", false, "monitoring/k8s", "off: the spec has no deploy"),
    ] {
        let row = row(&project, name);
        assert_eq!(
            (&row["on"], &row["folder"], &row["why"]),
            (&json!(on), &json!(folder), &json!(why)),
            "{name}"
        );
    }
    let text = project.expect(&["list"], 0);
    let line = text.lines().find(|line| line.starts_with("schema ")).expect("its line");
    assert!(line.contains("off: line 14 of metrics-spec.yaml ") && line.ends_with("for editors"), "{line}");
    assert!(!project.path("monitoring").exists(), "a list writes nothing");
}

#[test]
fn the_list_needs_no_spec_but_a_sound_one() {
    let project = Project::new(&with("{ schem: false }"));
    assert!(project.expect(&["list"], 1).contains("did you mean `schema`?"));
    std::fs::remove_file(project.path("metrics-spec.yaml")).expect("the spec");
    let row = row(&project, "grafana");
    assert!(row.get("on").is_none() && row["folder"] == "monitoring/grafana", "{row}");
    assert!(project.expect(&["list", "--spec", "nowhere.yaml"], 2).contains("nowhere.yaml does not exist"));
}

#[test]
fn one_evaluator_of_alerts_is_enough() {
    let rules = "monitoring/grafana-alerting/rules.yaml";
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    assert!(!project.path(rules).exists(), "Prometheus evaluates");
    project.write("metrics-spec.yaml", &with("{ grafana-alerting: true }"));
    project.expect(&[], 0);
    assert!(project.path(rules).exists() && project.path("monitoring/prometheus/alerts.yml").exists());
    project.write("metrics-spec.yaml", &with("{ prometheus: false }"));
    project.expect(&[], 0);
    assert!(project.path(rules).exists(), "nobody else evaluates");
    assert!(!project.path("monitoring/prometheus").exists());
    assert_eq!(
        row(&project, "compose")["why"],
        "off: prometheus is off",
        "its files name those of Prometheus"
    );
}

#[test]
fn files_of_an_output_that_is_switched_off_go_away() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    project.write("docs/runbooks/mine.md", "mine");
    project.write("metrics-spec.yaml", &with("{ runbooks: false }"));
    assert!(project.expect(&["check"], 1).contains("--- a/docs/runbooks/NoOrders.md\n+++ /dev/null"));
    assert!(project.path("docs/runbooks/NoOrders.md").exists(), "check removes nothing");
    assert!(project.expect(&[], 0).contains("3 removed"));
    for file in ["NoOrders.md", "NoOrders.svg"] {
        assert!(!project.path(&format!("docs/runbooks/{file}")).exists(), "{file}");
    }
    assert_eq!(project.read("docs/runbooks/mine.md"), "mine");
    assert!(!project.read("monitoring/.generated").contains("docs/runbooks"));
    project.expect(&["check"], 0);
}

#[test]
fn a_runbook_shows_the_picture_of_its_tests_wherever_that_is() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    let picture = project.read("docs/runbooks/NoOrders.svg");
    for part in
        ["Generated from", "NoOrders (warning): below 1", "class=\"t\"", "class=\"v\"", "it has to fire then"]
    {
        assert!(picture.contains(part), "{part}: {picture}");
    }
    // Values are computed, not drawn by hand: the curve crosses the threshold, and the alert fires where it is expected to.
    assert!(picture.contains("<rect class=\"r\"") && picture.contains("<path class=\"y\""), "{picture}");
    assert!(project.read("docs/runbooks/NoOrders.md").contains("](NoOrders.svg)"));
    project.write("metrics-spec.yaml", &with("{ pictures: { folder: docs/pictures } }"));
    project.expect(&[], 0);
    assert_eq!(project.read("docs/pictures/NoOrders.svg"), picture);
    assert!(project.read("docs/runbooks/NoOrders.md").contains("](../pictures/NoOrders.svg)"));
    project.write("metrics-spec.yaml", &with("{ pictures: false }"));
    project.expect(&[], 0);
    assert!(!project.read("docs/runbooks/NoOrders.md").contains(".svg"));
    assert!(!project.path("docs/pictures").exists());
}

#[test]
fn files_follow_a_folder_wherever_it_goes() {
    let project = Project::new(SPEC);
    let board = |folder: &str| project.path(&format!("{folder}/shop-dashboard.json"));
    let mut before = "monitoring/grafana";
    project.expect(&[], 0);
    for folder in ["ops/grafana", "ops/boards", "monitoring/grafana"] {
        project.write("metrics-spec.yaml", &with(&format!("{{ grafana: {{ folder: {folder} }} }}")));
        project.expect(&["check"], 1);
        let text = project.expect(&[], 0);
        assert!(board(folder).exists() && !board(before).exists(), "{before} to {folder}: {text}");
        assert!(!text.contains("note: "), "{text}");
        project.expect(&["check"], 0);
        before = folder;
    }
    assert!(!project.path("ops").exists(), "empty folders go, too");
    assert!(!project.read("monitoring/.generated").contains("# Folder of"));
}

#[test]
fn a_folder_is_known_until_its_files_are_gone() {
    let project = Project::new(&with("{ grafana: { folder: ops/grafana } }"));
    project.expect(&[], 0);
    let list = project.read("monitoring/.generated");
    assert!(list.contains("\n# Folder of grafana: ops/grafana\n"), "{list}");
    // Only another output is written: what stands in the folder of before is left for the next whole run.
    project.write("metrics-spec.yaml", SPEC);
    project.expect(&["--only", "prometheus"], 0);
    assert!(project.path("ops/grafana/shop-dashboard.json").exists());
    project.expect(&[], 0);
    assert!(!project.path("ops").exists());
}

#[test]
fn a_list_cannot_name_any_folder() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    let list = project.read("monitoring/.generated");
    for (folder, file) in
        [(".git", ".git/x-dashboard.json"), ("src/..", "mine-dashboard.json"), ("", "x-dashboard.json")]
    {
        project.write(file, "{}");
        project.write("monitoring/.generated", &format!("# Folder of grafana: {folder}\n{list}{file}\n"));
        assert!(project.expect(&[], 0).contains("left alone"), "{folder}");
        assert_eq!(project.read(file), "{}");
    }
}

#[test]
fn what_is_in_a_folder_already_is_not_replaced() {
    let project = Project::new(&with("{ prometheus: { folder: config } }"));
    project.write("config/alerts.yml", "mine");
    assert!(project.expect(&[], 2).contains("config/alerts.yml is in the way"));
    assert_eq!(project.read("config/alerts.yml"), "mine");
}

#[test]
fn an_output_that_is_off_is_not_written_alone() {
    let project = Project::new(SPEC);
    let text = project.expect(&["--only", "grafana-alerting"], 1);
    assert!(text.contains("error: `grafana-alerting` is off: Prometheus alert rules are on"), "{text}");
    assert!(text.contains("outputs: { grafana-alerting: true }"), "{text}");
    let text = project.expect(&["--only", "kubernetes"], 1);
    assert!(text.contains("error: `kubernetes` is off: the spec has no deploy\n"), "{text}");
}

#[test]
fn an_editor_is_told_of_outputs_too() {
    let project = Project::new(&with("{ grafana: { folder: ../up } }"));
    let text = project.expect(&["check"], 1);
    assert!(text.contains(" --> metrics-spec.yaml:14:31\n"), "{text}");
    assert!(!project.path("monitoring").exists(), "nothing was written");
}
