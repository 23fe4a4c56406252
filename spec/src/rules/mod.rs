//! The rules: every finding has one, with a code, a default severity and a page in the docs.

pub(crate) mod alerts;
mod beyond_retention;
pub(crate) mod context;
pub(crate) mod deployed;
pub(crate) mod deployed_version;
pub(crate) mod first_increase;
pub(crate) mod fixed_rate_window;
mod fragile_alert;
mod integer_bound;
pub(crate) mod long_hold;
mod needless_regex;
pub(crate) mod never_run;
pub(crate) mod promql_version;
pub(crate) mod query;
pub(crate) mod repeated_unit;
pub(crate) mod routing;
pub mod series;
pub(crate) mod short_window;
mod table;
mod unqueried;

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
