//! Rules for somebody who watches: no alert waits long. What is changed is written into a rule of its own, so that whoever compares
//! such a Prometheus with the spec can know.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Spec;
use serde::Serialize;
use serde_json::Value;

use crate::error::RenderError;
use crate::{prometheus, yaml};

/// The longest `for` of an alert.
pub const HOLD: Duration = Duration::from_secs(10);

/// The file that says so, the group in it, and the series: its value is [`HOLD`] in seconds. No service has such a group, because none
/// has a space in its name.
const FILE: &str = "shortened.yml";
const GROUP: &str = "gaugewright up";
const SERIES: &str = "gaugewright:longest_for:seconds";

/// The generated rule files, but no alert waits long and no group is evaluated more seldom than the others; and the one that says so.
///
/// # Errors
/// What cannot be written as YAML.
pub fn rule_files(spec: &Spec) -> Result<Vec<(String, String)>, RenderError> {
    let mut spec = spec.clone();
    for alert in spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts) {
        alert.hold = alert.hold.map(|hold| hold.min(HOLD));
    }
    spec.recording_groups.iter_mut().for_each(|group| group.interval = None);
    let rule = Rule { record: SERIES, expr: HOLD.as_seconds().to_string() };
    let said = Rules { groups: [Group { name: GROUP, rules: [rule] }] };
    let mut files = prometheus::rule_files(&spec)?;
    files.push((FILE.to_owned(), yaml::file(&spec.command, &said)?));
    Ok(files)
}

/// The longest `for` that alerts have in a Prometheus, as its groups of recording rules say; nothing if nothing was shortened.
pub fn longest_hold(groups: &Value) -> Option<f64> {
    let group = groups.as_array()?.iter().find(|group| group["name"] == GROUP)?;
    let rule = group["rules"].as_array()?.iter().find(|rule| rule["name"] == SERIES)?;
    rule["query"].as_str()?.parse().ok()
}

#[derive(Serialize)]
struct Rules {
    groups: [Group; 1],
}

#[derive(Serialize)]
struct Group {
    name: &'static str,
    rules: [Rule; 1],
}

#[derive(Serialize)]
struct Rule {
    record: &'static str,
    expr: String,
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::source::Source;

    use super::rule_files;

    #[test]
    fn nobody_waits_for_a_group_or_for_an_alert() {
        let text = include_str!("../../../metrics-spec.yaml");
        let (spec, _) =
            gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)).expect("a sound spec");
        let long = ["interval:", "for: 5m", "for: 1h"];
        let as_generated = crate::prometheus::rule_files(&spec).expect("rules");
        let has =
            |files: &[(String, String)], words: &str| files.iter().any(|(_, text)| text.contains(words));
        assert!(long.iter().all(|words| has(&as_generated, words)));
        let rules = rule_files(&spec).expect("rules");
        assert!(!long.iter().any(|words| has(&rules, words)));
        assert!(has(&rules, "record: gaugewright:longest_for:seconds"));
        assert_eq!(rules.len(), as_generated.len() + 1);
    }
}
