//! What is said of an alert in rules, dashboards and pages alike.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Condition, Spec, Threshold};

/// Where the runbook of an alert is read, if the spec says where they are.
pub fn runbook_address(spec: &Spec, alert: &Alert) -> Option<String> {
    spec.service.runbooks.as_ref().map(|folder| format!("{folder}/{}", runbook_file(&alert.name)))
}

/// The name of the page with the runbook of an alert.
pub fn runbook_file(alert: &str) -> String {
    format!("{alert}.md")
}

/// When an alert fires, in a few words: `above 5% for 5m`.
pub(crate) fn brief(alert: &Alert) -> String {
    let hold = hold(alert).map(|hold| format!(" for {hold}")).unwrap_or_default();
    format!("{}{hold}", bound(alert))
}

/// How large its value has to be.
pub(crate) fn bound(alert: &Alert) -> String {
    match &alert.condition {
        Condition::Threshold(Threshold { comparison, quantity, .. }) => {
            format!("{} {}", comparison.words(), quantity.text)
        }
        Condition::AnySeries => "finds something".to_owned(),
    }
}

/// How long it must hold, if at all.
pub(crate) fn hold(alert: &Alert) -> Option<Duration> {
    alert.hold.filter(|hold| !hold.is_zero())
}
