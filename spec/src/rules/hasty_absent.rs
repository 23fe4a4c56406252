//! `hasty-absent`: an alert on absence that fires after one failed scrape.

use super::written::{Around, Written};
use crate::diagnostic::{Diagnostic, Sink};
use crate::duration::Duration;
use crate::promql::{Expr, Func};
use crate::rules;

/// Looks at all alerts.
pub(super) fn check(all: &[Written<'_>], around: &Around<'_>, sink: &mut Sink) {
    all.iter().filter_map(|one| find(one, around.scrape)).for_each(|found| sink.report(found));
}

fn find(one: &Written<'_>, scrape: Duration) -> Option<Diagnostic> {
    let least = Duration::from_millis(scrape.as_millis().saturating_mul(2));
    let held = one.alert.hold.unwrap_or(Duration::from_secs(0));
    if held >= least || !has_absent(&one.alert.expr) {
        return None;
    }
    let place = one.ast.hold.as_ref().map_or(one.name.span, |hold| hold.span);
    let diagnostic = Diagnostic::new(&rules::HASTY_ABSENT, place, "one failed scrape makes this fire")
        .note("a series is absent as soon as a scrape fails, and after each restart of Prometheus")
        .help(format!("wait for at least two scrapes: `for: {least}`"));
    Some(diagnostic)
}

/// Whether a query asks for the absence of momentary values; that of a window has its own patience.
fn has_absent(expr: &Expr) -> bool {
    expr.calls().any(|call| call.is(Func::Absent))
}
