//! `short-window`: a window that is likely to hold too few samples for what is computed over it.

use super::context::{Found, LintContext};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::promql::rewrite::WINDOW;
use crate::promql::{Call, DurationExpr, Expr};
use crate::rules;
use crate::sampling::least;
use crate::source::Spanned;

/// Looks at how long `$window` is in a query.
pub(crate) fn of_window(expr: &Expr, window: &Spanned<Duration>, scrape: Duration) -> Option<Diagnostic> {
    if window.value >= least(scrape) || !compares_within_window(expr) {
        return None;
    }
    let (message, help) = words(window.value, scrape);
    Some(Diagnostic::new(&rules::SHORT_WINDOW, window.span, message).help(help))
}

/// Looks at the window over which an objective is watched.
pub(crate) fn of_objective(name: &Text, window: Duration, scrape: Duration) -> Option<Diagnostic> {
    if window >= least(scrape) {
        return None;
    }
    let (message, _) = words(window, scrape);
    let diagnostic = Diagnostic::new(&rules::SHORT_WINDOW, name.span, message);
    Some(diagnostic.help(format!("an objective is watched over {window}: scrape the service more often")))
}

/// Whether a query compares the samples within `$window`.
fn compares_within_window(expr: &Expr) -> bool {
    expr.calls().filter_map(window_of).any(|range| range.is_variable(WINDOW))
}

/// What is said of a window.
fn words(window: Duration, scrape: Duration) -> (String, String) {
    let few = window.as_millis() / scrape.as_millis().max(1);
    let held = match few {
        0 => "no scrape or one".to_owned(),
        1 => "one scrape or two".to_owned(),
        few => format!("{few} scrapes"),
    };
    let message = format!("a window of {window} holds {held}, one every {scrape}");
    (message, format!("take four scrapes or more: `{}`", least(scrape)))
}

pub(super) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    let scrape = context.scrape;
    let of_call = |call: &Call| {
        let range = window_of(call)?;
        let window = range.length().filter(|window| *window < least(scrape))?;
        let (message, help) = words(window, scrape);
        let note = Some(format!("`{}` needs two samples, and a scrape may fail", *call.name));
        Some(Found { rule: &rules::SHORT_WINDOW, span: range.span(), message, note, help })
    };
    expr.calls().filter_map(of_call).collect()
}

fn window_of(call: &Call) -> Option<&DurationExpr> {
    let Expr::Range(range) = call.args.first()?.without_parens() else { return None };
    call.facts()?.reads.compares_samples().then_some(&range.range)
}

#[cfg(test)]
mod tests {
    use super::super::context::places;
    use super::find;

    #[test]
    fn windows_of_less_than_four_scrapes_are_found() {
        for query in ["rate(a[59s])", "1 / sum(increase((a[59s])))", "changes(a[59s] offset 1d)"] {
            assert_eq!(places(find, query, false), ["59s"], "{query}");
        }
        for query in ["rate(a[1m])", "max_over_time(a[15s])", "rate(a[$__rate_interval])", "rate(a[1h:5s])"] {
            assert!(places(find, query, false).is_empty(), "{query}");
        }
    }
}
