//! `long-hold`: a `for` so long that the alert hardly ever fires.

use super::first_increase;
use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::duration::Duration;
use crate::rules;

/// Whoever waits longer does not want to be called.
const LONG: Duration = Duration::from_secs(7 * 86_400);
/// A growth that has to go on for more than so many of its windows is one that never pauses.
const WINDOWS: u64 = 10;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], _: &Around<'_>, sink: &mut Sink) {
    for one in all {
        let Some(hold) = &one.ast.hold else { continue };
        if hold.value > LONG {
            let message = format!(
                "a `for` of {}: the alert fires only if every evaluation of that time agrees",
                hold.value
            );
            let help =
                "write minutes or hours: `for: 45m`; what takes days is an age, to be compared in the query";
            let diagnostic = Diagnostic::new(&rules::LONG_HOLD, hold.span, message)
                .note("a single failed scrape, and each longer stop of Prometheus, starts it anew");
            sink.report(diagnostic.help(help));
            continue;
        }
        let window = first_increase::any(&one.alert.expr).and_then(|range| range.range.millis());
        let Some(window) = window.filter(|window| hold.value.as_millis() > window.saturating_mul(WINDOWS))
        else {
            continue;
        };
        let window = Duration::from_millis(window);
        let message =
            format!("with a `for` of {} something has to happen in every {window} of it", hold.value);
        let diagnostic = Diagnostic::new(&rules::LONG_HOLD, hold.span, message)
            .note("one quiet window, and the alert starts anew: a single event never makes it fire");
        sink.report(
            diagnostic
                .help(format!("look back over a longer window: `[{}]`, and leave `for` out", hold.value)),
        );
    }
}
