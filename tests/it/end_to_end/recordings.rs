//! What recording rules save: a real Prometheus with a day of samples answers every panel as Grafana asks it, with what the
//! sample records and without, and counts the samples that it reads.

pub(super) mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use codegen::{OUTPUTS, Spec};
use gaugewright_spec::model::{Recording, RecordingGroup};
use gaugewright_spec::promql;
use gaugewright_spec::source::Source;
use serde_json::Value;

use super::grafana_variables::{Substitution, panels};
use super::prometheus::Prometheus;
use super::{tool, workspace};

const PAGE: &str = "docs/recording-rules.md";
/// Points of a panel that is half as wide as a screen.
const POINTS: u64 = 1000;

#[test]
#[allow(clippy::print_stderr, reason = "whoever changes what is recorded wants to see the figures")]
fn dashboards_read_ten_times_fewer_samples() {
    let text = workspace::read(workspace::path("metrics-spec.yaml"));
    let plain: String =
        text.lines().filter(|line| !is_recording(line)).map(|line| format!("{line}\n")).collect();
    let (with, without) = (spec(&text), spec(&plain));
    assert!(!with.recording_groups.is_empty() && without.recording_groups.is_empty());
    let server = server(&with);
    let (before, after) = (read_by_dashboards(&server, &without), read_by_dashboards(&server, &with));
    let mut total = (0, 0);
    for (dashboard, panels) in &before {
        for (panel, cost) in panels {
            let recorded = &after[dashboard][panel];
            assert_eq!(cost.series, recorded.series, "{dashboard}: {panel}: series");
        }
        let sum = |panels: &BTreeMap<String, Cost>| panels.values().map(|cost| cost.samples).sum::<u64>();
        let (before, after) = (sum(panels), sum(&after[dashboard]));
        assert!(after < before, "{dashboard}: {before} samples became {after}");
        total = (total.0 + before, total.1 + after);
    }
    let table = table(&before, &after, total, read_by_rules(&server, &with));
    eprintln!("{table}");
    assert!(total.0 >= 10 * total.1, "not ten times fewer:\n{table}");
    let page = workspace::read(workspace::path(PAGE));
    assert!(page.contains(&table), "{PAGE} has other figures: its table has to be\n{table}");
}

fn is_recording(line: &str) -> bool {
    line.trim_start().starts_with("record: ")
}

fn spec(text: &str) -> Spec {
    match gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)) {
        Ok((mut spec, _)) => {
            // Objectives record in any case.
            spec.recording_groups.retain(|group| group.slo.is_none());
            let written = spec.dashboards.iter().filter(|dashboard| !dashboard.is_made);
            spec.dashboards = written.cloned().collect();
            spec
        }
        Err(findings) => panic!("{findings:#?}"),
    }
}

/// A Prometheus with a day of samples, and with what the rules make of them.
fn server(spec: &Spec) -> Prometheus {
    let rules = [workspace::path("monitoring/prometheus/recordings.yml")];
    server_with(&world::samples(spec), world::START, &rules)
}

/// A Prometheus with samples from a time on, and with what rules make of them.
pub(super) fn server_with(samples: &str, start: u64, rules: &[PathBuf]) -> Prometheus {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = tool::write(folder.path(), "samples.txt", samples);
    let config = tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n");
    let data = RefCell::new(PathBuf::new());
    let mut server = Prometheus::start_with(&config, |folder| {
        folder.clone_into(&mut data.borrow_mut());
        let mut promtool = tool::command("promtool");
        promtool.args(["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=54h"]);
        tool::run(promtool.arg(&samples).arg(folder)).expect_success();
    });
    record(&server, &data.borrow(), start, rules);
    server.restart();
    server
}

/// Evaluates recording rules over what there is.
fn record(server: &Prometheus, data: &Path, start: u64, rules: &[PathBuf]) {
    let mut promtool = tool::command("promtool");
    promtool.args(["tsdb", "create-blocks-from", "rules", "--eval-interval=15s"]);
    promtool.arg(format!("--url={}", server.url(""))).arg(format!("--output-dir={}", data.display()));
    promtool.arg(format!("--start={start}")).arg(format!("--end={}", world::END));
    tool::run(promtool.args(rules)).expect_success();
}

/// What a panel costs.
#[derive(Default)]
struct Cost {
    samples: u64,
    /// What it shows in the end.
    series: usize,
}

/// The cost of one refresh of each panel, by the titles of dashboard and panel.
fn read_by_dashboards(server: &Prometheus, spec: &Spec) -> BTreeMap<String, BTreeMap<String, Cost>> {
    let output = OUTPUTS.iter().find(|output| output.name == "grafana").expect("an output");
    let files = (output.render)(&codegen::Input::new(spec, &codegen::Own::default())).expect("dashboards");
    let mut costs: BTreeMap<String, BTreeMap<String, Cost>> = BTreeMap::new();
    for dashboard in &spec.dashboards {
        let (_, text) = files
            .iter()
            .find(|(path, _)| path.ends_with(&format!("{}-dashboard.json", dashboard.uid)))
            .expect("its file");
        let json: Value = serde_json::from_str(text).expect("JSON");
        let shown = dashboard.time.as_millis() / 1000;
        let scrape = spec.service.scrape.interval.as_millis() / 1000;
        for panel in panels(&json) {
            let cost = costs
                .entry(dashboard.title.clone())
                .or_default()
                .entry(workspace::text(panel, "title").to_owned())
                .or_default();
            for target in workspace::list(panel, "targets") {
                let (samples, series) = ask(server, &Substitution::of(&json), target, shown, scrape);
                cost.samples += samples;
                cost.series += series;
            }
        }
    }
    costs
}

/// The samples that one query reads, and the series that it finds in the end.
fn ask(
    server: &Prometheus,
    substitution: &Substitution,
    target: &Value,
    shown: u64,
    scrape: u64,
) -> (u64, usize) {
    let step = (shown / POINTS).max(scrape);
    let window = (step + scrape).max(4 * scrape);
    let query = workspace::text(target, "expr").replace("$__rate_interval", &format!("{window}s"));
    let query = substitution.apply(&query);
    let (start, end, step) = ((world::END - shown).to_string(), world::END.to_string(), step.to_string());
    let latest = [("query", query.as_str()), ("time", &end), ("stats", "all")];
    let course =
        [("query", query.as_str()), ("start", &start), ("end", &end), ("step", &step), ("stats", "all")];
    let get = |path: &str, parameters: &[(&str, &str)]| {
        server.get(path, parameters).unwrap_or_else(|error| panic!("{query}: {error}"))
    };
    let now = get("/api/v1/query", &latest);
    let series = workspace::list(&now, "result").len();
    assert!(series > 0, "{query} finds nothing");
    let answer = if target["instant"] == true { now } else { get("/api/v1/query_range", &course) };
    (samples(&answer), series)
}

/// The samples that the recording rules read within a minute.
fn read_by_rules(server: &Prometheus, spec: &Spec) -> u64 {
    let cost = |rule: &Recording| {
        let (query, end) = (promql::print(&rule.expr), world::END.to_string());
        let parameters = [("query", query.as_str()), ("time", &end), ("stats", "all")];
        let answer =
            server.get("/api/v1/query", &parameters).unwrap_or_else(|error| panic!("{query}: {error}"));
        samples(&answer)
    };
    let of_group = |group: &RecordingGroup| {
        let interval = group.interval.unwrap_or(spec.service.evaluation_interval).as_millis();
        group.rules.iter().map(cost).sum::<u64>() * 60_000 / interval
    };
    spec.recording_groups.iter().map(of_group).sum()
}

/// What a query has read, as Prometheus counts it.
fn samples(answer: &Value) -> u64 {
    answer["stats"]["samples"]["totalQueryableSamples"].as_u64().expect("a count")
}

/// The table for the docs.
fn table(
    before: &BTreeMap<String, BTreeMap<String, Cost>>,
    after: &BTreeMap<String, BTreeMap<String, Cost>>,
    total: (u64, u64),
    rules: u64,
) -> String {
    let sum = |panels: &BTreeMap<String, Cost>| panels.values().map(|cost| cost.samples).sum::<u64>();
    let mut text = String::from("| dashboard | without | with | times fewer |\n|---|--:|--:|--:|\n");
    let mut row = |name: &str, before: u64, after: u64| {
        let _ = writeln!(text, "| {name} | {before} | {after} | {} |", before / after.max(1));
    };
    for (dashboard, panels) in before {
        row(dashboard, sum(panels), sum(&after[dashboard]));
    }
    row("all", total.0, total.1);
    let _ = writeln!(text, "| the rules, every minute | | {rules} | |");
    text
}
