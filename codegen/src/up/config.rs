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
