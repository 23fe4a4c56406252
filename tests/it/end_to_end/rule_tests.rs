//! The generated tests of the alert rules: real promtool passes them, and they notice when a rule is changed.

mod mutants;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use gaugewright_spec::promql::{self, Dialect, Expr, VisitMut};
use serde_json::{Value, json};

use super::{tool, workspace};

const TESTS: &str = "monitoring/prometheus/tests";
const PAGE: &str = "docs/rule-test-strength.md";

/// Changes that no test can notice, or none that ends: the alert, what was done, and why nobody sees it.
const EQUIVALENT: [(&str, &str, &str); 7] = [
    (
        "HighCPUUsage",
        "a matcher",
        "the other side of the division asks for the same, and the two are joined by it",
    ),
    (
        "HighMemoryUsage",
        "a matcher",
        "the other side of the division asks for the same, and the two are joined by it",
    ),
    ("LowCacheHitRate", "a window", "the alert waits for longer than the difference lasts"),
    (
        "DiscoverySourceFailing",
        "another aggregation",
        "growth is never negative: the sum is nought if the largest is",
    ),
    (
        "NoDiscoveriesFetched",
        "another aggregation",
        "growth is never negative: the sum is nought if the largest is",
    ),
    (
        "DiscoverySourceFailing",
        "another function",
        "what does not grow by the hour does not grow by the second",
    ),
    (
        "NoDiscoveriesFetched",
        "another function",
        "what does not grow by the hour does not grow by the second",
    ),
];

/// The alert rules of the sample, without their groups, over the series that are scraped: a mistake in what is recorded for an
/// alert is one in the alert.
fn rules() -> Vec<Value> {
    let recorded: BTreeMap<String, Expr> = rules_of("recordings.yml")
        .iter()
        .map(|rule| (workspace::text(rule, "record").to_owned(), query(rule)))
        .collect();
    let mut rules = rules_of("alerts.yml");
    for rule in &mut rules {
        let mut expr = query(rule);
        Scraped(&recorded).expr(&mut expr);
        rule["expr"] = promql::print(&expr).into();
    }
    rules
}

fn rules_of(file: &str) -> Vec<Value> {
    let file = workspace::read_yaml(workspace::path("monitoring/prometheus").join(file));
    let groups = workspace::list(&file, "groups").iter();
    groups.flat_map(|group| workspace::list(group, "rules").to_vec()).collect()
}

fn query(rule: &Value) -> Expr {
    promql::parse(workspace::text(rule, "expr"), Dialect { variables: false }).expect("a query")
}

/// Puts what is recorded in the place of its series.
struct Scraped<'r>(&'r BTreeMap<String, Expr>);

impl VisitMut for Scraped<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        if let Expr::Vector(selector) = expr
            && let Some(recorded) = selector.name.as_ref().and_then(|name| self.0.get(&name.value))
        {
            *expr = recorded.clone();
        }
        promql::walk_mut(self, expr);
    }
}

#[test]
fn promtool_passes_the_tests_of_every_alert() {
    let tests = workspace::path(TESTS);
    let files = workspace::files_below(&tests);
    let tested: BTreeSet<String> =
        files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    let alerts: BTreeSet<String> =
        rules().iter().map(|rule| workspace::text(rule, "alert").to_owned()).collect();
    assert_eq!(tested, alerts, "alerts with tests");
    let mut promtool = tool::command("promtool");
    tool::run(promtool.args(["test", "rules"]).args(files)).expect_success();
}

/// A query that no test is derived of, with tests of the author, and one without.
const BEYOND: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
metrics:
  disk: { disk_free_bytes: { type: gauge, help: Space that is left } }
alerts:
  disk:
    DiskFull:
      expr: min(predict_linear(disk_free_bytes[1h], 86400))
      below: 0B
      for: 5m
      severity: warning
      summary: Full tomorrow
      tests:
        - name: a disk that is full in two hours
          series: { 'disk_free_bytes{instance="a"}': 7200e6-15e6x400 }
          silent: [1m]
          fires: [70m]
    DiskFullSoon:
      { expr: "min(predict_linear(disk_free_bytes[1h], 3600))", below: 0B, severity: warning, summary: Full soon }
"#;

#[test]
fn what_cannot_be_derived_is_said_and_the_author_writes_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spec = tool::write(folder.path(), "metrics-spec.yaml", BEYOND);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace::root()).args(["run", "--quiet", "-p", "codegen", "--", "--spec"]);
    let output = tool::run(cargo.arg(spec)).expect_success();
    assert!(output.stderr.contains("no test could be derived of the alert `DiskFullSoon`"), "{output}");
    assert!(!output.stderr.contains("`DiskFull`"), "{output}");
    let tests = folder.path().join("monitoring/prometheus/tests");
    assert_eq!(std::fs::read_dir(&tests).expect("tests").count(), 1);
    let test = |expected: &str| {
        let file = tests.join("DiskFull.yml");
        let text = workspace::read(&file).replace("1h10m", expected);
        let file = tool::write(&tests, "changed.yml", text);
        tool::run(tool::command("promtool").args(["test", "rules"]).arg(file)).succeeded()
    };
    assert!(test("1h10m") && !test("2m"), "the test can fail");
}

/// Whether the tests of an alert pass with this rule instead.
fn passes(rule: &Value, folder: &Path) -> bool {
    let name = workspace::text(rule, "alert");
    let file = json!({ "groups": [{ "name": "mutant", "rules": [rule] }] });
    tool::write(folder, "alerts.yml", file.to_string());
    // Nothing reads what is recorded.
    tool::write(folder, "recordings.yml", "groups: []\n");
    let tests = folder.join("tests");
    std::fs::create_dir_all(&tests).expect("a folder");
    let test = tests.join(format!("{name}.yml"));
    std::fs::copy(workspace::path(TESTS).join(format!("{name}.yml")), &test).expect("a copy");
    tool::run(tool::command("promtool").args(["test", "rules"]).arg(test)).succeeded()
}

/// What was done to a rule, and whether its tests noticed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    class: &'static str,
    alert: String,
    what: String,
    noticed: bool,
}

fn outcomes() -> Vec<Outcome> {
    let mutants: Vec<_> = rules().iter().flat_map(mutants::of).collect();
    let (todo, done) = (Mutex::new(mutants), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().expect("a temporary folder");
                loop {
                    let Some(mutant) = todo.lock().expect("a list").pop() else { return };
                    let alert = workspace::text(&mutant.rule, "alert").to_owned();
                    let noticed = !passes(&mutant.rule, folder.path());
                    let outcome = Outcome { class: mutant.class, alert, what: mutant.what, noticed };
                    done.lock().expect("a list").push(outcome);
                }
            });
        }
    });
    let mut done = done.into_inner().expect("a list");
    done.sort();
    done
}

#[test]
fn changed_rules_fail_their_tests() {
    let outcomes = outcomes();
    let page = page(&outcomes);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(workspace::path(PAGE), &page).expect("the page");
    }
    assert_eq!(workspace::read(workspace::path(PAGE)), page, "UPDATE_EXPECTED=1 writes {PAGE} anew");
    let unseen = outcomes.iter().filter(|outcome| !outcome.noticed && reason(outcome).is_none());
    let unseen: Vec<_> =
        unseen.map(|outcome| format!("{}: {}: {}", outcome.alert, outcome.class, outcome.what)).collect();
    assert!(unseen.is_empty(), "nobody noticed: {unseen:#?}");
}

fn reason(outcome: &Outcome) -> Option<&'static str> {
    let found = EQUIVALENT
        .iter()
        .find(|(alert, class, _)| *alert == outcome.alert && outcome.class.starts_with(class));
    found.map(|(.., reason)| *reason)
}

fn page(outcomes: &[Outcome]) -> String {
    let mut page = String::from(
        "# How strong the generated rule tests are\n\nWritten by the test `changed_rules_fail_their_tests`. Each alert rule of the \
         sample is changed in one place, and its\ngenerated tests are run by promtool on the changed rule: they should fail.\n\n\
         | change | rules changed | noticed |\n|---|---|---|\n",
    );
    let classes: BTreeSet<&str> = outcomes.iter().map(|outcome| outcome.class).collect();
    for class in classes {
        let of_class = outcomes.iter().filter(|outcome| outcome.class == class);
        let (all, noticed) =
            of_class.fold((0, 0), |(all, noticed), outcome| (all + 1, noticed + u32::from(outcome.noticed)));
        let _ = writeln!(page, "| {class} | {all} | {noticed} |");
    }
    let noticed = outcomes.iter().filter(|outcome| outcome.noticed).count();
    let _ = writeln!(page, "| **all** | {} | {noticed} |\n\nNot noticed, and why:\n", outcomes.len());
    for outcome in outcomes.iter().filter(|outcome| !outcome.noticed) {
        let _ = writeln!(
            page,
            "- `{}`: {}, {}: {}",
            outcome.alert,
            outcome.class,
            outcome.what,
            reason(outcome).unwrap_or("?")
        );
    }
    page
}
