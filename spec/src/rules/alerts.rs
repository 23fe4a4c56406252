//! Rules about an alert as a whole: one file each, and a row in [`ALL`].

use super::written::{Around, Written};
use super::{
    first_increase, hasty_absent, long_hold, missing_severity, missing_summary, never_run, shadowed_alert,
    short_hold,
};
use crate::diagnostic::Sink;

/// A rule that looks at all alerts.
type AlertRule = fn(&[Written<'_>], &Around<'_>, &mut Sink);

const ALL: &[AlertRule] = &[
    never_run::check,
    long_hold::check,
    first_increase::check,
    missing_severity::check,
    missing_summary::check,
    short_hold::check,
    hasty_absent::check,
    shadowed_alert::check,
];

/// Looks at all alerts.
pub(crate) fn check(all: &[Written<'_>], around: &Around<'_>, sink: &mut Sink) {
    for rule in ALL {
        rule(all, around, sink);
    }
}
