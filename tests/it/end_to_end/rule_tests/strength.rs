//! How strong the tests are: each rule of the sample is changed in one place, and its tests have to notice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use gaugewright_spec::promql::{self, Dialect, Expr, VisitMut};
use serde_json::{Value, json};

use super::{TESTS, mutants};
use crate::end_to_end::{tool, workspace};

const PAGE: &str = "docs/rule-test-strength.md";
const ALERTS: &str = "alerts.yml";
const RECORDINGS: &str = "recordings.yml";

// Of an aggregation in two steps.
const DROPPED: &str = "the aggregation around it drops the label";
const ALIKE: &str = "not equivalent: the histograms of an instance are alike in the tests, and the quantile of one is that of all";

/// Changes that no test notices: the alert, what was done, and why nobody sees it.
const UNNOTICED: [(&str, &str, &str); 10] = [
    ("HighConcurrentRequests", "a label of `by`", DROPPED),
    ("HighErrorRate", "a label of `by`", DROPPED),
    ("SlowPipelineExecution", "another aggregation", ALIKE),
    ("SlowResponseTime", "another aggregation", ALIKE),
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

/// A rule of the sample: the file that it stands in, and its place there.
pub(super) struct Place {
    file: PathBuf,
    group: usize,
    rule: usize,
}

/// The rules of the sample: alerts over the series that are scraped, for a mistake in what is recorded for an alert is one in the
/// alert; and those of objectives as they are, which have tests of their own.
pub(super) fn rules() -> Vec<(Place, Value)> {
    let files = workspace::rule_files();
    let (recordings, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.ends_with(RECORDINGS));
    let recorded: BTreeMap<String, Expr> = recordings
        .iter()
        .flat_map(rules_of)
        .map(|(_, rule)| (workspace::text(&rule, "record").to_owned(), query(&rule)))
        .collect();
    let mut all: Vec<_> = others.iter().flat_map(rules_of).collect();
    for (_, rule) in all.iter_mut().filter(|rule| is_plain(rule)) {
        let mut expr = query(rule);
        Scraped(&recorded).expr(&mut expr);
        rule["expr"] = promql::print(&expr).into();
    }
    all
}

fn rules_of(file: &PathBuf) -> Vec<(Place, Value)> {
    let mut all = Vec::new();
    for (group, of_group) in workspace::list(&workspace::read_yaml(file), "groups").iter().enumerate() {
        for (rule, found) in workspace::list(of_group, "rules").iter().enumerate() {
            all.push((Place { file: file.clone(), group, rule }, found.clone()));
        }
    }
    all
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

/// Whether the tests pass with this rule instead: those of its alert, or of all alerts that may look at what it records.
fn passes(place: &Place, rule: &Value, folder: &Path) -> bool {
    let tests = folder.join("tests");
    std::fs::create_dir_all(&tests).expect("a folder");
    let mut file = workspace::read_yaml(&place.file);
    if place.file.ends_with(ALERTS) {
        // Nothing reads what is recorded, and no other alert.
        file = json!({ "groups": [{ "name": "mutant", "rules": [rule] }] });
        tool::write(folder, RECORDINGS, "groups: []\n");
    } else {
        file["groups"][place.group]["rules"][place.rule] = rule.clone();
    }
    let alerts: Vec<String> = match rule["alert"].as_str() {
        Some(name) => vec![name.to_owned()],
        None => alerts_of(&file),
    };
    let name = place.file.file_name().expect("a name").to_str().expect("text");
    tool::write(folder, name, file.to_string());
    alerts.iter().all(|name| {
        let test = tests.join(format!("{name}.yml"));
        std::fs::copy(workspace::path(TESTS).join(format!("{name}.yml")), &test).expect("a copy");
        tool::run(tool::command("promtool").args(["test", "rules"]).arg(test)).succeeded()
    })
}

/// The alerts of a rule file on burns: that nothing is counted is seen in what is scraped.
fn alerts_of(file: &Value) -> Vec<String> {
    let rules = workspace::list(file, "groups").iter().flat_map(|group| workspace::list(group, "rules"));
    let names = rules.filter_map(|rule| rule["alert"].as_str());
    names.filter(|name| is_changed_burn(name)).map(str::to_owned).collect()
}

/// What was done to a rule, and whether its tests noticed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    class: &'static str,
    alert: String,
    what: String,
    noticed: bool,
}

/// The name of an alert, or of what an objective records.
fn name(place: &Place, rule: &Value) -> String {
    let file = place.file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    match (rule["alert"].as_str(), rule["record"].as_str()) {
        (Some(name), _) => name.to_owned(),
        (None, record) => format!("{file} {}", record.unwrap_or_default()),
    }
}

/// Whether a rule is one of those that no objective has made.
fn is_plain((place, _): &(Place, Value)) -> bool {
    place.file.ends_with(ALERTS)
}

/// Objectives are alike, and their tests take seconds: of one the alert on fast burns is changed, and a share that it reads; with
/// `ALL_MUTANTS` in the environment all rules that its alerts read, and the alert on slow burns as well.
fn is_of_objective((place, rule): &(Place, Value)) -> bool {
    const OTHERS: [&str; 3] = ["slo:events:rate5m", "slo:bad_events:rate5m", "slo:sli_error:ratio_rate1d"];
    let name = |key: &str| rule[key].as_str().unwrap_or_default();
    let is_read = name("record") == "slo:sli_error:ratio_rate1h"
        || (are_all_changed() && OTHERS.contains(&name("record")));
    place.file.ends_with("slo-api-availability.yml") && (is_changed_burn(name("alert")) || is_read)
}

fn is_changed_burn(alert: &str) -> bool {
    alert.ends_with("FastBurn") || (alert.ends_with("SlowBurn") && are_all_changed())
}

fn are_all_changed() -> bool {
    std::env::var_os("ALL_MUTANTS").is_some()
}

fn outcomes(is_changed: fn(&(Place, Value)) -> bool) -> Vec<Outcome> {
    let of = |(place, rule)| {
        let place = Arc::new(place);
        mutants::of(&rule).into_iter().map(move |mutant| (Arc::clone(&place), mutant))
    };
    let mutants: Vec<_> = rules().into_iter().filter(is_changed).flat_map(of).collect();
    let (todo, done) = (Mutex::new(mutants), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().expect("a temporary folder");
                loop {
                    let Some((place, mutant)) = todo.lock().expect("a list").pop() else { return };
                    let alert = name(&place, &mutant.rule);
                    let noticed = !passes(&place, &mutant.rule, folder.path());
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
    let outcomes = outcomes(is_plain);
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

#[test]
fn changed_rules_of_objectives_fail_their_tests() {
    let outcomes = outcomes(is_of_objective);
    assert!(outcomes.len() > 15, "{}", outcomes.len());
    // A matcher that is left out finds the series of other objectives too, and those are joined with none of this one. A divisor over
    // half its window is the same while traffic is steady, which it is during a burn of the tests.
    let is_known = |outcome: &Outcome| {
        outcome.class == "a matcher left out"
            || outcome.class == "a window half as long" && outcome.alert.contains(" slo:")
    };
    let unseen = outcomes.iter().filter(|outcome| !outcome.noticed && !is_known(outcome));
    let unseen: Vec<_> =
        unseen.map(|outcome| format!("{}: {}: {}", outcome.alert, outcome.class, outcome.what)).collect();
    assert!(unseen.is_empty(), "nobody noticed: {unseen:#?}");
}

fn reason(outcome: &Outcome) -> Option<&'static str> {
    let found = UNNOTICED
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
