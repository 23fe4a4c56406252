//! `audit` and `import`, on monitoring that somebody has written by hand.

use std::fs;

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
    assert!(text.contains("nowhere"), "{text}");
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
