//! The alerts as rules of Grafana: its own types, and the same as what Prometheus evaluates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use codegen::Files;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use super::prometheus::Prometheus;
use super::{dashboards, grafana_variables, prometheus_config, tool, workspace};

/// The sample, with Grafana's own rules beside those of Prometheus: by default one evaluator is enough.
static FILES: LazyLock<Files> = LazyLock::new(|| {
    let text =
        workspace::read(workspace::path("metrics-spec.yaml")) + "\noutputs: { grafana-alerting: true }\n";
    let loaded = codegen::load(&Source::new("metrics-spec.yaml", text));
    let (spec, _) = loaded.unwrap_or_else(|findings| panic!("{findings:?}"));
    codegen::render(&spec).unwrap_or_else(|errors| panic!("{errors:?}"))
});

fn file() -> Value {
    let text = FILES.get("monitoring/grafana-alerting/rules.yaml").expect("the rules");
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("no YAML: {error}"))
}

fn rules(file: &Value) -> Vec<&Value> {
    workspace::list(file, "groups").iter().flat_map(|group| workspace::list(group, "rules")).collect()
}

fn prometheus_rules() -> Vec<Value> {
    let groups = |file: PathBuf| workspace::list(&workspace::read_yaml(file), "groups").to_vec();
    let groups = workspace::rule_files().into_iter().flat_map(groups);
    let rules = groups.flat_map(|group| workspace::list(&group, "rules").to_vec());
    rules.filter(|rule| rule.get("alert").is_some()).collect()
}

#[test]
fn rules_have_grafanas_types() {
    type_check(&[file()]).expect_success();
}

#[test]
fn mistakes_in_rules_are_refused() {
    let rule = "/groups/0/rules/0";
    let mistakes = [
        ("/groups/0", "interval", json!(60)),
        (rule, "noDataState", json!("Ok")),
        (rule, "execErrState", json!("Fine")),
        (rule, "keep_firing_for", json!("5m")),
        (rule, "panelId", json!("2")),
        (&format!("{rule}/data/0/model"), "instant", json!("yes")),
        (&format!("{rule}/data/1/model"), "reducer", json!("lastest")),
        (&format!("{rule}/data/2/model"), "type", json!("maths")),
    ];
    let wrong: Vec<Value> = mistakes
        .iter()
        .map(|(place, key, value)| {
            let mut file = file();
            file.pointer_mut(place).unwrap_or_else(|| panic!("no place {place}"))[*key] = value.clone();
            file
        })
        .collect();
    let output = type_check(&wrong);
    for (number, (place, key, value)) in mistakes.iter().enumerate() {
        assert!(
            output.stdout.contains(&format!("rules{number}.ts(")),
            "accepted: {place}/{key} = {value}\n{output}"
        );
    }
}

#[test]
fn every_alert_is_there_once_under_a_name_that_grafana_takes() {
    let (file, alerts) = (file(), prometheus_rules());
    let titles: Vec<_> = rules(&file).iter().map(|rule| rule["title"].clone()).collect();
    let names: Vec<_> = alerts.iter().map(|rule| rule["alert"].clone()).collect();
    assert_eq!(titles, names);
    let uids: BTreeSet<_> = rules(&file).iter().map(|rule| workspace::text(rule, "uid").to_owned()).collect();
    assert_eq!(uids.len(), names.len());
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    assert!(uids.iter().all(|uid| uid.len() <= 40 && uid.chars().all(fits)), "{uids:?}");
}

/// Grafana refuses a rule file with an interval that is no multiple of its own.
#[test]
fn intervals_are_what_grafanas_scheduler_can_do() {
    for group in workspace::list(&file(), "groups") {
        let interval = workspace::text(group, "interval");
        let seconds: u64 = interval.trim_end_matches('s').parse().unwrap_or_else(|_| panic!("{interval}"));
        assert!(seconds > 0 && seconds.is_multiple_of(10), "{interval}");
    }
}

/// Grafana puts its environment's variables in for `$NAME` before it reads a text.
#[test]
fn nothing_in_a_text_is_taken_for_a_variable_of_the_environment() {
    let file = file();
    for rule in rules(&file) {
        let texts = [&rule["annotations"], &rule["labels"]].map(|map| map.as_object().expect("texts"));
        for text in texts.iter().flat_map(|map| map.values()).filter_map(Value::as_str) {
            assert!(!text.replace("$$", "").contains('$'), "{text}");
        }
    }
}

#[test]
fn panels_of_rules_are_there() {
    let panels: BTreeMap<(String, i64), String> = workspace::DASHBOARDS
        .iter()
        .flat_map(|path| {
            let dashboard = workspace::read_json(workspace::path(path));
            let uid = workspace::text(&dashboard, "uid").to_owned();
            let all = grafana_variables::panels(&dashboard);
            let of = |panel: &&Value| (panel["id"].as_i64().unwrap_or_default(), panel["title"].to_string());
            all.iter().map(of).map(|(id, title)| ((uid.clone(), id), title)).collect::<Vec<_>>()
        })
        .collect();
    let file = file();
    let linked: Vec<_> = rules(&file).into_iter().filter(|rule| rule.get("panelId").is_some()).collect();
    assert!(linked.len() > 5, "hardly any rule has a panel");
    for rule in linked {
        let place =
            (workspace::text(rule, "dashboardUid").to_owned(), rule["panelId"].as_i64().expect("an id"));
        assert!(panels.contains_key(&place), "{}: no panel {place:?}", rule["title"]);
    }
    let of = |title: &str| rules(&file).into_iter().find(|rule| rule["title"] == title).expect("an alert");
    let place = (
        workspace::text(of("HighErrorRate"), "dashboardUid").to_owned(),
        of("HighErrorRate")["panelId"].as_i64().expect("an id"),
    );
    assert_eq!(panels[&place], "\"Error Rate\"");
}

/// Value and comparison of a rule of Grafana are value and comparison of the alert: put together they are one query.
#[test]
fn rules_ask_what_prometheus_asks() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = prometheus_config::without_cluster(folder.path());
    let server = Prometheus::start(&prometheus_config::write(folder.path(), &config));
    let canonical = |query: &str| {
        let answer = server.get("/api/v1/format_query", &[("query", query)]);
        answer.unwrap_or_else(|error| panic!("{query}: {error}"))
    };
    let (file, alerts) = (file(), prometheus_rules());
    for (rule, alert) in rules(&file).iter().zip(&alerts) {
        let query = workspace::text(&rule["data"][0]["model"], "expr");
        let condition = workspace::text(&rule["data"][2]["model"], "expression");
        let expected = canonical(workspace::text(alert, "expr"));
        let whole = match condition.strip_prefix("!is_nan($B) && $B ") {
            Some(comparison) => [format!("({query}) {comparison}"), format!("{query} {comparison}")],
            None => {
                assert_eq!(condition, "is_number($B) || is_inf($B)");
                [query.to_owned(), query.to_owned()]
            }
        };
        let found = whole.map(|query| canonical(&query));
        assert!(found.contains(&expected), "{}: {found:#?}\n{expected}", rule["title"]);
    }
}

/// Two evaluators of the same alerts would tell everyone everything twice.
#[test]
fn grafana_does_not_load_them_by_itself() {
    let with_rules = FILES.iter().filter(|(_, text)| text.contains("noDataState")).map(|(path, _)| path);
    assert_eq!(with_rules.collect::<Vec<_>>(), ["monitoring/grafana-alerting/rules.yaml"]);
    assert!(!workspace::path("monitoring/grafana-alerting").exists(), "the sample does not ask for them");
}

fn type_check(files: &[Value]) -> tool::Output {
    let types = workspace::read(workspace::path("tests/tools/alerting-types.ts"));
    let mut sources = vec![("alerting-types.ts".to_owned(), types)];
    sources.extend(files.iter().enumerate().map(|(number, file)| {
        let import = "import type { RuleFile } from './alerting-types';\n";
        (format!("rules{number}.ts"), format!("{import}export const file = {file:#} satisfies RuleFile;\n"))
    }));
    dashboards::type_check(&sources)
}
