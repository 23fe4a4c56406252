//! One real Prometheus with the original rules and with what is generated of them, over the same samples: both find the same alerts.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gaugewright_import::File;
use serde_json::{Value, json};

use super::{SERIES, SETS, imported, invented};
use crate::end_to_end::prometheus::Prometheus;
use crate::end_to_end::{tool, workspace};
use crate::random::Random;

/// The minute of the samples that is now: much is broken then.
const NOW: usize = 18;
/// How long both may take to agree: they are evaluated each second, and not at the same moment.
const PATIENCE: Duration = Duration::from_secs(20);

/// What promtool's notation stands for: `0+2x3` is 0, 2, 4, 6, and `_` no sample.
fn values(notation: &str) -> Vec<Option<f64>> {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let series = notation.split(' ').flat_map(|word| {
        let (value, times) = word.split_once('x').unwrap_or((word, "0"));
        let times: u32 = times.parse().expect("a whole number");
        if value == "_" {
            return vec![None; times.max(1) as usize];
        }
        let at = value[1..].find(['+', '-']).map_or(value.len(), |at| at + 1);
        let (start, step) = value.split_at(at);
        let step = if step.is_empty() { 0.0 } else { number(step) };
        (0..=times).map(|time| Some(number(start) + step * f64::from(time))).collect()
    });
    series.collect()
}

/// Samples up to now, one each minute.
fn samples() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let lines = SERIES.iter().flat_map(|(series, notation)| {
        let values = values(notation).into_iter().take(NOW + 1).enumerate();
        let told = values.filter_map(move |(minute, value)| {
            let time = now - (NOW - minute) as u64 * 60;
            Some(format!("{series} {} {time}\n", value?))
        });
        told.collect::<Vec<_>>()
    });
    lines.collect::<String>() + "# EOF\n"
}

/// Rules without the intervals of their groups: nobody waits for a minute.
fn at_once(text: &str) -> String {
    let mut rules: Value = serde_saphyr::from_str(text).expect("YAML");
    for group in rules["groups"].as_array_mut().expect("groups") {
        group.as_object_mut().expect("a group").remove("interval");
    }
    rules.to_string()
}

/// The alerts of the rules of files that begin so, with their labels and states; nothing before all were evaluated.
fn alerts(server: &Prometheus, file: &str) -> Option<BTreeSet<String>> {
    let rules = server.get("/api/v1/rules", &[]).expect("rules");
    let groups = workspace::list(&rules, "groups").iter();
    let mut found = BTreeSet::new();
    for group in groups.filter(|group| workspace::text(group, "file").contains(file)) {
        for rule in workspace::list(group, "rules") {
            if workspace::text(rule, "lastEvaluation").starts_with("0001") {
                return None;
            }
            let active = rule["alerts"].as_array().into_iter().flatten();
            found.extend(active.map(|alert| format!("{} {}", alert["labels"], alert["state"])));
        }
    }
    Some(found)
}

#[test]
fn both_find_the_same_alerts_in_one_prometheus() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sets = (1..=SETS).map(|seed| invented::rules(&mut Random(seed)));
    let text = sets.max_by_key(|rules| rules.alerts.len()).expect("a set").groups.to_string();
    let (generated, _) = imported(&[File { name: "rules.yaml".into(), text: text.clone() }]);
    tool::write(folder.path(), "was.yml", at_once(&text));
    for (at, (_, text)) in generated.iter().enumerate() {
        tool::write(folder.path(), &format!("is-{at}.yml"), at_once(text));
    }
    let config = json!({ "global": { "evaluation_interval": "1s" }, "rule_files": ["was.yml", "is-*.yml"] });
    let config = tool::write(folder.path(), "prometheus.yml", config.to_string());
    let samples = tool::write(folder.path(), "samples.txt", samples());
    let server = Prometheus::start_with(&config, |data| {
        let mut promtool = tool::command("promtool");
        promtool.args(["tsdb", "create-blocks-from", "openmetrics"]);
        tool::run(promtool.arg(&samples).arg(data)).expect_success();
    });
    let begun = Instant::now();
    loop {
        let (was, is) = (alerts(&server, "was.yml"), alerts(&server, "is-"));
        if was.is_some() && was == is && was.as_ref().is_some_and(|was| was.len() > 5) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{was:#?}\n{is:#?}\n{text}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
