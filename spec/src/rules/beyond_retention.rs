//! `beyond-retention`: a query that looks back further than samples are kept.

use super::context::{Found, LintContext};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::SloWindow;
use crate::promql::{DurationExpr, Expr, Modifiers};
use crate::rules;
use crate::source::Span;

pub(super) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    let Some(retention) = context.retention else { return Vec::new() };
    let windows = expr.windows().filter_map(|(window, modifiers)| {
        let offset = back(modifiers).and_then(DurationExpr::length).unwrap_or_default();
        // An offset that goes too far by itself is found there.
        if offset > retention { None } else { look(window, offset, retention) }
    });
    let offsets = expr.modifiers().filter_map(back);
    windows.chain(offsets.filter_map(|offset| look(offset, Duration::default(), retention))).collect()
}

/// Looks at the window of an objective.
pub(crate) fn of_objective(window: SloWindow, place: Span, retention: Duration) -> Option<Diagnostic> {
    let longest = window.longest();
    if longest <= retention {
        return None;
    }
    let message = match window {
        SloWindow::Rolling(window) => {
            format!("the window {window} is longer than the retention {retention}")
        }
        SloWindow::Calendar(period) => {
            format!("a {} can have {longest}, which is longer than the retention {retention}", period.name())
        }
    };
    let diagnostic = Diagnostic::new(&rules::BEYOND_RETENTION, place, message);
    Some(diagnostic.help("take a shorter window, or raise `retention` under `deploy.prometheus`"))
}

/// How far into the past something is moved.
fn back(modifiers: &Modifiers) -> Option<&DurationExpr> {
    modifiers.offset.as_ref().filter(|offset| !offset.negative).map(|offset| &offset.duration)
}

fn look(duration: &DurationExpr, more: Duration, retention: Duration) -> Option<Found> {
    let back = Duration::from_millis(duration.length()?.as_millis().saturating_add(more.as_millis()));
    (back > retention).then(|| Found {
        rule: &rules::BEYOND_RETENTION,
        span: duration.span(),
        message: format!("this looks back {back}, and samples are kept for {retention}"),
        note: None,
        help: "look back less far, or raise `retention` under `deploy.prometheus`".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::context::places;
    use super::find;

    #[test]
    fn what_is_gone_is_not_asked_for() {
        for (query, place) in [
            ("increase(a[31d])", "31d"),
            ("a offset 5w", "5w"),
            ("max_over_time(a[20d] offset 2w)", "20d"),
            ("max_over_time(sum(a)[31d:1h])", "31d"),
        ] {
            assert_eq!(places(find, query, false), [place], "{query}");
        }
        for query in ["increase(a[30d])", "a offset 1d", "a offset -99d", "rate(a[$__range])"] {
            assert!(places(find, query, false).is_empty(), "{query}");
        }
    }
}
