//! `fixed-rate-window`: the window of a panel's query that does not follow the zoom though it should.
//!
//! A panel draws about as many points as it has pixels, so the time between two of them grows with the time
//! that is shown. A window that is shorter than this step never sees what lies between.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::promql::{Call, Expr, Func, Reads, UnitOf, Visit, walk};
use crate::rules;
use crate::sampling::step;
use crate::source::Span;

/// A window of `rate` that is at least this long is a choice: it covers the steps of a month.
const LONG: Duration = Duration::from_secs(3600);

/// A window that should not be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// Where it was written.
    pub(crate) span: Span,
    /// The function that takes it.
    pub(crate) function: &'static str,
    /// Its length.
    pub(crate) window: Duration,
}

impl Fixed {
    /// What is wrong with it in the panel of this title, which shows this much time when opened. A `shared` query has a name.
    pub(crate) fn found(&self, place: Span, title: &Text, shared: bool, shown: Duration) -> Diagnostic {
        let Self { function, window, .. } = self;
        let message = format!("`{function}` over a fixed {window} in a graph over time");
        let diagnostic = Diagnostic::new(&rules::FIXED_RATE_WINDOW, place, message)
            .label(format!("{window}, however far apart the points are"))
            .also(title.span, "drawn here");
        if *function == Func::Increase.name() {
            let step = step(shown);
            return diagnostic
                .note(format!(
                    "shown for {shown}, there is a point about every {step}: what lies between is not counted"
                ))
                .help("take a longer window, or `[$window]`, which follows the zoom");
        }
        let diagnostic = diagnostic
            .note("zoomed out, the points are farther apart than that, and peaks between them vanish");
        if shared {
            diagnostic.help(format!(
                "write `[$window]`, and `window: {window}` beside the query for alerts that use it"
            ))
        } else {
            diagnostic.help("write `[$window]`, which follows the zoom")
        }
    }
}

/// The first window of a query that should not be fixed, in a panel that shows this much time when opened.
pub(crate) fn find(expr: &Expr, shown: Duration) -> Option<Fixed> {
    let mut finder = Finder { shown, found: None };
    finder.expr(expr);
    finder.found
}

struct Finder {
    shown: Duration,
    found: Option<Fixed>,
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            _ if self.found.is_some() => {}
            // A subquery has steps of its own, which do not follow the zoom.
            Expr::Subquery(_) => {}
            Expr::Call(call) => {
                self.found = self.of_call(call);
                walk(self, expr);
            }
            _ => walk(self, expr),
        }
    }
}

impl Finder {
    fn of_call(&self, call: &Call) -> Option<Fixed> {
        let Expr::Range(range) = call.args.first()?.without_parens() else { return None };
        let window = Duration::from_millis(range.range.millis()?);
        let function = call.function().filter(|function| function.facts.reads == Reads::Growth)?;
        let least = match function.facts.unit {
            // It reads the last two samples, however long the window is.
            UnitOf::PerSecond if call.is(Func::Irate) => return None,
            UnitOf::PerSecond => LONG,
            // Its window says what the values are about, so only one that is surely stepped over is wrong.
            _ => step(self.shown),
        };
        (window < least).then(|| Fixed { span: range.range.span(), function: function.name, window })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::{Dialect, parse};

    fn found(query: &str, days: u64) -> Option<(&'static str, String)> {
        let expr = parse(query, Dialect { variables: true }).unwrap();
        let fixed = find(&expr, Duration::from_secs(days * 86_400))?;
        Some((fixed.function, fixed.window.to_string()))
    }

    #[test]
    fn short_windows_of_rates_are_found_wherever_they_stand() {
        for query in
            ["rate(a[5m])", "1 - sum(rate(a[$window])) / sum(rate((a[5m])))", "rate(a[5m] offset 1d) > 2"]
        {
            assert_eq!(found(query, 1), Some(("rate", "5m".into())), "{query}");
        }
    }

    #[test]
    fn what_is_meant_to_be_fixed_is_left_alone() {
        for query in [
            "rate(a[$window])",
            "rate(a[$__rate_interval])",
            "rate(a[1h])",
            "irate(a[5m])",
            "increase(a[24h])",
            "delta(a[5m])",
            "avg_over_time(a[5m])",
            "max_over_time(rate(a[5m])[1h:1m])",
            "a offset 5m",
        ] {
            assert_eq!(found(query, 30), None, "{query}");
        }
    }

    #[test]
    fn increases_may_be_as_short_as_the_step() {
        assert_eq!(found("increase(a[5m])", 1), None);
        assert_eq!(found("increase(a[44m])", 30), None);
        assert_eq!(found("increase(a[5m])", 30), Some(("increase", "5m".into())));
    }
}
