//! `replay` against a real Prometheus with thirty days of samples: it finds each incident that was put there, and what it says is what
//! Prometheus itself makes of the rules.

mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::prometheus::Prometheus;
use super::{tool, workspace};
use crate::project::Project;
use world::{FAILURES, MINUTES, QUEUES, START};

static SPEC: LazyLock<String> = LazyLock::new(|| workspace::read(workspace::path("tests/replay/spec.yaml")));

/// A server with all samples.
fn server() -> Prometheus {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = tool::write(folder.path(), "samples.txt", world::samples() + &world::faults() + "# EOF\n");
    let config = tool::write(folder.path(), "prometheus.yml", "global: { external_labels: { site: eu } }\n");
    Prometheus::start_with(&config, |data| {
        let mut promtool = tool::command("promtool");
        promtool.args(["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=800h"]);
        tool::run(promtool.arg(&samples).arg(data)).expect_success();
    })
}

/// Asks, and reads the answer.
fn replay(project: &Project, server: &Prometheus, alert: &str, more: &[&str]) -> Vec<Value> {
    let url = server.url("");
    let until = (START + (MINUTES - 1) * 60).to_string();
    let mut args = vec!["replay", alert, "--prometheus", &url, "--until", &until, "--format", "json", "-q"];
    args.extend(more);
    let text = project.expect(&args, 0);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn fired(replay: &Value) -> Vec<(i32, i32)> {
    let fired = replay["replays"][0]["fired"].as_array().expect("a list");
    let minutes = |one: &Value| {
        let from = minute(one["from"].as_str().expect("a moment"));
        (from, minute(one["to"].as_str().expect("it has ended")) - from)
    };
    fired.iter().map(minutes).collect()
}

/// The minute of a moment.
fn minute(text: &str) -> i32 {
    let day = |text: &str| text[8..10].parse::<i32>().expect("a day");
    let (hour, minute): (i32, i32) =
        (text[11..13].parse().expect("an hour"), text[14..16].parse().expect("a minute"));
    // December 2025.
    ((day(text) - 2) * 24 + hour) * 60 + minute
}

/// One server for all: it takes longer to fill it than to ask it.
#[test]
fn incidents_are_found_and_silences_are_explained() {
    let (project, server) = (Project::new(&SPEC), server());
    incidents_of_thirty_days_are_found_with_their_starts_and_lengths(&project, &server);
    replays_are_what_prometheus_makes_of_the_rules(&project, &server);
    each_silence_is_explained(&project, &server);
}

fn incidents_of_thirty_days_are_found_with_their_starts_and_lengths(project: &Project, server: &Prometheus) {
    // The programs have been built by then.
    project.expect(&["templates"], 0);
    // Others may be at work on this machine: the best of three counts.
    let timed = || {
        let begun = Instant::now();
        let errors = replay(project, server, "ErrorRatio", &["--above", "10%"]).remove(0);
        (begun.elapsed(), errors)
    };
    let mut runs: Vec<(Duration, Value)> = Vec::new();
    while runs.len() < 3 && runs.iter().all(|(took, _)| *took >= Duration::from_secs(5)) {
        runs.push(timed());
    }
    let (took, errors) = runs.last().expect("a run");
    assert!(*took < Duration::from_secs(5), "{took:?}");
    let found = fired(errors);
    let planted: Vec<_> = FAILURES.iter().filter(|incident| incident.1 > 5).collect();
    assert_eq!(found.len(), planted.len(), "{found:?}");
    for ((from, length), (start, planted, _)) in found.into_iter().zip(planted) {
        // The share rises and falls within the window of the rate.
        assert!((start + 5..start + 5 + 5).contains(&from), "{start}: {from}");
        assert!((planted - 5..planted + 5).contains(&length), "{start}: {length} for {planted}");
    }
    let note = errors["notes"][0].as_str().expect("a note");
    assert!(
        note.contains("`region:requests:error_ratio_rate5m") && note.contains("is not recorded"),
        "{note}"
    );
    assert_eq!(errors["replays"][1]["firings"], 4, "{errors:#}");
    assert_eq!(errors["spec"]["key"], "alerts.shop.ErrorRatio.above");

    let queue = replay(project, server, "QueueLong", &[]);
    // Exactly, as samples and evaluations are at the same moments: kept for 7 minutes.
    let [warning, critical] = [&queue[0], &queue[1]].map(fired);
    let by_hand = |start: i32, hold: i32, end: i32| (start + hold, end + 7 - start - hold);
    assert_eq!(
        warning,
        [by_hand(1_000, 10, 1_030), by_hand(12_345, 10, 12_356), by_hand(30_000, 10, 30_124)]
    );
    assert_eq!(critical, [by_hand(5_000, 2, 5_009), by_hand(30_000, 2, 30_100)]);
    assert_eq!(QUEUES.len(), 5);
}

/// How many minutes promtool evaluates.
const SHORT: i32 = 2_200;

fn replays_are_what_prometheus_makes_of_the_rules(project: &Project, server: &Prometheus) {
    project.expect(&["generate", "--only", "prometheus"], 0);
    let mut input: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let samples = world::samples();
    for line in samples.lines().filter(|line| !line.starts_with('#')) {
        let (series, rest) = line.rsplit_once("} ").expect("a sample");
        let (value, time) = rest.split_once(' ').expect("a time");
        let minute = (time.parse::<i32>().expect("a number") - START) / 60;
        if minute < SHORT {
            let values = input.entry(series).or_default();
            values.resize(usize::try_from(minute).expect("a minute"), "_");
            values.push(value);
        }
    }
    let series = |(series, values): (&str, Vec<&str>)| json!({ "series": format!("{series}}}"), "values": values.join(" ") });
    let input: Vec<Value> = input.into_iter().map(series).collect();
    let end = (START + (SHORT - 1) * 60).to_string();
    let mut expected = Vec::new();
    let mut firings = 0;
    for alert in ["ErrorRatio", "QueueLong", "Lagging", "StockLow", "ShopGone", "LagAndStock"] {
        let url = server.url("");
        let args =
            ["replay", alert, "--prometheus", &url, "--until", &end, "--days", "2", "--format", "json", "-q"];
        let rules: Vec<Value> = serde_json::from_str(&project.expect(&args, 0)).expect("JSON");
        for rule in rules {
            let fired: Vec<(i32, i32, Value)> =
                rule["replays"][0]["fired"].as_array().expect("a list").iter().map(span).collect();
            firings += fired.len();
            let moments = fired.iter().flat_map(|(from, to, _)| [from - 1, *from, to - 1, *to]);
            let moments: BTreeSet<i32> = moments.filter(|minute| (0..SHORT).contains(minute)).collect();
            let selector =
                json!({ "alertname": alert, "alertstate": "firing", "severity": rule["severity"] });
            for at in moments {
                let then = fired.iter().filter(|(from, to, _)| (from..to).contains(&&at));
                let samples: Vec<Value> = then
                    .map(|(.., labels)| {
                        let mut all = labels.clone();
                        all["alertname"] = json!(alert);
                        all["alertstate"] = json!("firing");
                        json!({ "labels": printed(&all), "value": 1 })
                    })
                    .collect();
                expected.push(json!({ "expr": printed(&selector), "eval_time": format!("{at}m"), "exp_samples": samples }));
            }
        }
    }
    assert!(firings >= 12 && expected.len() >= 45, "{firings} {}", expected.len());
    let test = json!({
        "rule_files": ["recordings.yml", "alerts.yml"],
        "evaluation_interval": "1m",
        "group_eval_order": groups(&project.read("monitoring/prometheus/recordings.yml"), &project.read("monitoring/prometheus/alerts.yml")),
        "tests": [{ "interval": "1m", "input_series": input, "promql_expr_test": expected }],
    });
    project.write("monitoring/prometheus/replayed.yml", &test.to_string());
    tool::run(
        tool::command("promtool")
            .args(["test", "rules"])
            .arg(project.path("monitoring/prometheus/replayed.yml")),
    )
    .expect_success();
}

/// From which minute to which something fired, and its labels.
fn span(firing: &Value) -> (i32, i32, Value) {
    let from = minute(firing["from"].as_str().expect("a moment"));
    let to = firing["to"].as_str().map_or(i32::MAX, minute);
    (from, to, firing["labels"].clone())
}

/// `ALERTS` with labels.
fn printed(labels: &Value) -> String {
    let labels = labels.as_object().expect("labels");
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("ALERTS{{{}}}", pairs.join(","))
}

/// The names of the groups of rule files, in their order.
fn groups(recordings: &str, alerts: &str) -> Vec<String> {
    let names = [recordings, alerts].into_iter().flat_map(str::lines);
    names.filter_map(|line| line.trim().strip_prefix("- name: ").map(str::to_owned)).collect()
}

fn each_silence_is_explained(project: &Project, server: &Prometheus) {
    let at = (START + world::FAULTS * 60).to_string();
    for (alert, state, expected) in [
        (
            "Renamed",
            "inactive",
            &[("other-labels", "no label `queue`; `lane` has that value: was the label renamed?")][..],
        ),
        (
            "DroppedJob",
            "inactive",
            &[("other-labels", "none with `job=\"shop\"`: its series have no label `job`")],
        ),
        (
            "ForTooLong",
            "inactive",
            &[("threshold", "is 10%"), ("short", "for 3m at the longest, and `for` wants 10m")],
        ),
        (
            "Inhibited",
            "firing",
            &[("firing", "the value is 90%"), ("inhibited", "inhibited by `ErrorRatio`")],
        ),
        ("Reset", "inactive", &[("threshold", ""), ("reset", "was reset at 2025-12-31 20:18")]),
        ("NoTraffic", "inactive", &[("no-traffic", "0 / 0")]),
        ("AbsentMetric", "inactive", &[("absent-metric", "there is `email_sent_total`: was it renamed?")]),
        (
            "ScrapeFailed",
            "inactive",
            &[(
                "scrape-failed",
                "target \"b:8000\" of job \"shop\" could not be scraped since 2025-12-31 20:11, `up` is 0",
            )],
        ),
        ("Muted", "firing", &[("muted", "time interval `nights`"), ("routed", "to receiver `team`")]),
        ("TooLow", "inactive", &[("threshold", "is 90%, which is not above 95%: 5% are missing")]),
        ("TargetGone", "inactive", &[("no-target", "\"c:8000\" of job \"shop\" is no longer scraped")]),
        ("NoMatch", "inactive", &[("no-match", "on the left and \"top\" on the right")]),
        ("StillPending", "pending", &[("pending", "for 3h of the 4h")]),
        ("NotAbsent", "inactive", &[("present", "because there are series: `load_ratio{")]),
        ("Unless", "inactive", &[("present", "`unless` takes everything")]),
        ("Began", "inactive", &[("began", "began at 2025-12-31 20:20 within the window, with 4")]),
        ("Silenced", "firing", &[("routed", "to receiver `night`")]),
        ("NeverSeen", "inactive", &[("absent-metric", "there is no metric `visits_total`")]),
    ] {
        let url = server.url("");
        let args = ["why", alert, "--prometheus", &url, "--at", &at, "--format", "json"];
        let text = project.expect(&args, 0);
        let found: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{alert}: {error}: {text}"));
        assert_eq!(found[0]["state"], state, "{alert}: {text}");
        let reasons = found[0]["reasons"].as_array().expect("a list");
        for (kind, words) in expected {
            let is_it = |reason: &Value| {
                reason["kind"] == *kind
                    && reason["message"].as_str().is_some_and(|message| message.contains(words))
            };
            assert!(reasons.iter().any(is_it), "{alert}: no {kind} `{words}` in {reasons:#?}");
        }
        assert!(reasons.iter().all(|reason| reason["kind"] != "unknown"), "{alert}: {reasons:#?}");
    }
}
