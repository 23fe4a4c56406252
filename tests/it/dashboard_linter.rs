//! The rules of Grafana's dashboard-linter, written anew and applied to the generated JSON alone: nothing here
//! knows the spec or the generator, except for the list of Grafana's units. Where the original looks only at
//! some types of panels, or only at the defaults, these rules look at all of them.

mod mutations;
mod panel;
mod promql;
mod target;
mod template;

use std::collections::BTreeSet;
use std::fmt;

use codegen::grafana;
use serde_json::Value;

use crate::golden_grafana;

/// A rule: its name in dashboard-linter, and what it says about a dashboard.
struct Rule {
    name: &'static str,
    check: fn(&Value) -> Vec<Finding>,
}

/// Every rule of dashboard-linter.
const RULES: &[Rule] = &[
    Rule { name: "template-datasource-rule", check: template::datasource },
    Rule { name: "template-job-rule", check: |dashboard| template::scope(dashboard, "job", "Job") },
    Rule {
        name: "template-instance-rule",
        check: |dashboard| template::scope(dashboard, "instance", "Instance"),
    },
    Rule { name: "template-label-promql-rule", check: template::label_promql },
    Rule { name: "template-on-time-change-reload-rule", check: template::reload },
    Rule { name: "panel-datasource-rule", check: panel::datasource },
    Rule { name: "panel-title-description-rule", check: panel::title_and_description },
    Rule { name: "panel-units-rule", check: panel::units },
    Rule { name: "panel-no-targets-rule", check: panel::has_targets },
    Rule { name: "target-logql-rule", check: target::logql },
    Rule { name: "target-logql-auto-rule", check: target::logql_auto },
    Rule { name: "target-promql-rule", check: target::promql },
    Rule { name: "target-rate-interval-rule", check: target::rate_interval },
    Rule { name: "target-job-rule", check: |dashboard| target::scope(dashboard, "job") },
    Rule { name: "target-instance-rule", check: |dashboard| target::scope(dashboard, "instance") },
    Rule { name: "target-counter-agg-rule", check: target::counter_aggregation },
    Rule { name: "uneditable-dashboard", check: template::uneditable },
];

/// What a rule says about one place.
#[derive(Debug)]
struct Finding {
    /// The panel, the variable, or the dashboard itself.
    place: String,
    /// What is wrong there: begins with the metric where it is about one.
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A finding that stands, and why. One that no longer occurs fails the test.
struct Exclusion {
    rule: &'static str,
    dashboard: &'static str,
    panel: &'static str,
    reason: &'static str,
}

const GAUGE: &str = "a gauge whose name ends in _total, because the first spec's queries use it";

const EXCLUSIONS: &[Exclusion] = &[
    excluded("target-counter-agg-rule", "api-performance", "Signals Total", GAUGE),
    excluded("target-counter-agg-rule", "api-performance", "Discoveries Total", GAUGE),
    excluded("target-counter-agg-rule", "api-performance", "Topics Tracked", GAUGE),
    excluded("target-counter-agg-rule", "discovery-pipeline", "Topic-Artifact Coverage", GAUGE),
    excluded("target-job-rule", "system-resources", "Current Memory", OTHERS),
    excluded("target-instance-rule", "system-resources", "Current Memory", OTHERS),
    excluded("target-job-rule", "signal-harvester-overview", "Used of the Limit", OTHERS),
    excluded("target-instance-rule", "signal-harvester-overview", "Used of the Limit", OTHERS),
    excluded("target-rate-interval-rule", "signal-harvester-overview", "Used of the Limit", AS_WATCHED),
];

const AS_WATCHED: &str = "the last value alone, over the window of the alert that watches it";

const OTHERS: &str = "metrics of another exporter: the choice is among the instances of the service";

const fn excluded(
    rule: &'static str,
    dashboard: &'static str,
    panel: &'static str,
    reason: &'static str,
) -> Exclusion {
    Exclusion { rule, dashboard, panel, reason }
}

/// The generated dashboards: uid and JSON.
fn dashboards() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../monitoring/grafana");
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {folder}: {error}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a readable dashboard");
        let dashboard: Value = serde_json::from_str(&text).expect("JSON");
        (text_of(&dashboard, "/uid").to_owned(), dashboard)
    };
    paths.iter().map(read).collect()
}

/// The names of the rules that find something, exclusions left out of account.
pub(crate) fn broken(dashboard: &Value) -> BTreeSet<&'static str> {
    let finds = |rule: &&Rule| {
        let findings = (rule.check)(dashboard);
        findings.iter().any(|finding| exclusion(rule.name, dashboard, finding).is_none())
    };
    RULES.iter().filter(finds).map(|rule| rule.name).collect()
}

fn exclusion(rule: &str, dashboard: &Value, finding: &Finding) -> Option<usize> {
    EXCLUSIONS.iter().position(|exclusion| {
        exclusion.rule == rule
            && exclusion.dashboard == text_of(dashboard, "/uid")
            && exclusion.panel == finding.place
    })
}

/// The text at a pointer; empty if there is none.
fn text_of<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The list at a pointer; empty if there is none.
fn list_of<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[test]
fn generated_dashboards_break_no_rule() {
    let dashboards = dashboards();
    assert_eq!(
        dashboards.len(),
        6,
        "the dashboards of Signal Harvester, that of its objectives and the overview among them"
    );
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for (uid, dashboard) in &dashboards {
        for rule in RULES {
            for finding in (rule.check)(dashboard) {
                match exclusion(rule.name, dashboard, &finding) {
                    Some(index) => _ = used.insert(index),
                    None => wrong.push(format!("{uid}: {}: {finding}", rule.name)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (index, exclusion) in EXCLUSIONS.iter().enumerate() {
        let Exclusion { rule, dashboard, panel, reason } = exclusion;
        assert!(used.contains(&index), "no longer needed: {rule} at {dashboard}, {panel} ({reason})");
    }
}

#[test]
fn every_rule_can_fail_and_then_fails_alone() {
    // Of a service that runs as several jobs: then these can be chosen, too.
    let service = "service: { name: shop,";
    let several = r#"service: { name: shop, selector: '{job=~"shop-.*"}',"#;
    let spec = golden_grafana::changed_spec("jobs", |text| text.replace(service, several));
    let (_, text) = grafana::dashboards(&spec).remove(0);
    let sound: Value = serde_json::from_str(&text).expect("JSON");
    let mut covered = BTreeSet::new();
    for (rule, name, mutate) in mutations::ALL {
        let mut dashboard = sound.clone();
        mutate(&mut dashboard);
        assert_ne!(dashboard, sound, "{rule}: {name} changes nothing");
        assert_eq!(broken(&dashboard), BTreeSet::from([*rule]), "{name}");
        covered.insert(*rule);
    }
    let all: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(covered, all, "a rule without a mutation that breaks it");
}

#[test]
fn the_table_has_every_rule_of_the_original() {
    let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "a rule stands twice in the table");
    let page = include_str!("../../docs/dashboard-linter.md");
    let rows: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let listed: BTreeSet<_> = rows.iter().copied().collect();
    assert_eq!(listed, names, "docs/dashboard-linter.md has a row for each rule");
    assert_eq!(rows.len(), 17);
}
