//! The rules: every finding has one, with a code, a default severity and a page in the docs.

pub(crate) mod alert_without_condition;
pub(crate) mod alerts;
pub(crate) mod always_true;
pub(crate) mod ambiguous_legend;
pub(crate) mod beyond_retention;
pub(crate) mod context;
pub(crate) mod converted_query;
pub(crate) mod covered_label;
pub(crate) mod deployed;
pub(crate) mod deployed_version;
pub(crate) mod dropped_label;
pub(crate) mod empty_label;
mod first_increase;
pub(crate) mod fixed_rate_window;
pub(crate) mod foreign_line;
pub(crate) mod fragile_alert;
mod hasty_absent;
mod integer_bound;
mod long_hold;
pub(crate) mod loose_share;
pub(crate) mod missing_minute;
mod missing_severity;
mod missing_summary;
pub(crate) mod mixed_units;
pub(crate) mod multi_value_matcher;
mod needless_regex;
mod never_run;
pub(crate) mod panel_without_description;
pub(crate) mod promql_version;
pub(crate) mod query;
pub(crate) mod raised_burn;
pub(crate) mod recorded_circle;
pub(crate) mod recorded_twice;
pub(crate) mod recording_name;
pub(crate) mod repeated_unit;
pub(crate) mod rounded_repeat;
pub(crate) mod routing;
pub mod series_budget;
mod shadowed_alert;
mod short_hold;
pub(crate) mod short_window;
pub(crate) mod slo_bucket;
pub(crate) mod stale_interval;
mod table;
pub(crate) mod uncollected;
pub(crate) mod unfilled_text;
pub(crate) mod unmatched_override;
mod unqueried;
pub(crate) mod written;

use crate::diagnostic::Sink;
use crate::model::Spec;
pub use gaugewright_check::Rule;
pub use table::*;

/// Looks at the whole spec, a row a rule.
pub(crate) fn of_spec(spec: &Spec, sink: &mut Sink) {
    unqueried::check(spec, sink);
}

/// The rule with that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}
