use super::{Allow, Scope};
use crate::decode::{Map, Placed, QuantityText, Text, keywords, record};
use crate::duration::Duration;
use crate::model::Severity;
use crate::source::Spanned;

/// The alerts of a group.
pub(crate) type AlertMap = Map<Placed<Alert>>;

record! {
    /// An alert: a query, and when its value is bad.
    pub(crate) struct Alert {
        /// The name of the query it watches.
        query: Option<Text>,
        /// The query it watches, if that has no name.
        expr: Option<Text>,
        /// What `$window` stands for in the query.
        window: Option<Spanned<Duration>>,
        /// Fires when the value is greater.
        above: Option<QuantityText>,
        /// Fires when the value is greater or equal.
        at_least: Option<QuantityText>,
        /// Fires when the value is smaller.
        below: Option<QuantityText>,
        /// Fires when the value is smaller or equal.
        at_most: Option<QuantityText>,
        /// Fires when the value is equal.
        equals: Option<QuantityText>,
        /// How long that must hold before it fires.
        hold = "for": Option<Spanned<Duration>>,
        /// How long it keeps firing when it no longer holds.
        keep_firing_for: Option<Spanned<Duration>>,
        /// `none`: its query is taken as it is written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Its severity.
        severity: Spanned<Severity>,
        /// Labels to add. `severity` and `component` (the group) are always there. `{{ label }}` is replaced by that of the series.
        labels: Map<Text>,
        /// One line for the notification. `{{ value }}`, which brings its unit, `{{ threshold }}` and `{{ label }}` are replaced.
        summary: Text,
        /// What it means, for the on-call engineer. Same placeholders.
        description: Option<Text>,
        /// What users or owners notice while it fires, for its runbook. Same placeholders.
        impact: Option<Text>,
        /// What to do, step by step.
        runbook: Vec<Text>,
        /// Tests in addition to the derived ones, or instead of them if none can be derived.
        tests: Vec<AlertTest>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

record! {
    /// A test of an alert: series, and when it fires.
    pub(crate) struct AlertTest {
        /// What is tested.
        name: Text,
        /// Samples of each series in the notation of promtool, one for every scrape: `up{job="shop"}: "1x10 0x20"`.
        series: Map<Text>,
        /// Times at which it fires.
        fires: Vec<Spanned<Duration>>,
        /// Times at which it does not.
        silent: Vec<Spanned<Duration>>,
    }
}

/// Every severity by its name.
const SEVERITIES: &[(&str, Severity)] =
    &[("info", Severity::Info), ("warning", Severity::Warning), ("critical", Severity::Critical)];

keywords! {
    /// How urgent an alert is.
    Severity = SEVERITIES
}
