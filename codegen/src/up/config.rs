//! The generated rules for somebody who watches.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::Spec;

/// The longest `for` of an alert.
pub(super) const HOLD: Duration = Duration::from_secs(10);

/// The generated rule files, but no alert waits long and no group is evaluated more seldom than the others.
pub(super) fn rule_files(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    let mut spec = spec.clone();
    for alert in spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts) {
        alert.hold = alert.hold.map(|hold| hold.min(HOLD));
    }
    spec.recording_groups.iter_mut().for_each(|group| group.interval = None);
    codegen::prometheus::rule_files(&spec)
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
        let as_generated = codegen::prometheus::rule_files(&spec).expect("rules");
        let has =
            |files: &[(String, String)], words: &str| files.iter().any(|(_, text)| text.contains(words));
        assert!(long.iter().all(|words| has(&as_generated, words)));
        let rules = rule_files(&spec).expect("rules");
        assert!(!long.iter().any(|words| has(&rules, words)));
        assert_eq!(rules.len(), as_generated.len());
    }
}
