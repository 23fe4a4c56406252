//! `beyond-retention`: a query that looks back further than samples are kept.

use super::query::{Circumstances, Found};
use super::rules;
use crate::duration::Duration;
use crate::promql::{DurationExpr, Expr, Modifiers, Visit, walk};

pub(super) fn find(expr: &Expr, circumstances: &Circumstances) -> Vec<Found> {
    let Some(retention) = circumstances.retention else { return Vec::new() };
    let mut finder = Finder { retention, found: Vec::new() };
    finder.expr(expr);
    finder.found
}

struct Finder {
    retention: Duration,
    found: Vec<Found>,
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Range(range) => self.window(&range.range, &range.modifiers),
            Expr::Subquery(subquery) => self.window(&subquery.range, &subquery.modifiers),
            _ => {}
        }
        walk(self, expr);
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        if let Some(offset) = modifiers.offset.as_ref().filter(|offset| !offset.negative) {
            self.look(&offset.duration, 0);
        }
    }
}

impl Finder {
    fn window(&mut self, range: &DurationExpr, modifiers: &Modifiers) {
        let offset = modifiers.offset.as_ref().filter(|offset| !offset.negative);
        let offset = offset.and_then(|offset| offset.duration.millis()).unwrap_or(0);
        // An offset that goes too far by itself is found there.
        if offset <= self.retention.as_millis() {
            self.look(range, offset);
        }
    }

    fn look(&mut self, duration: &DurationExpr, more: u64) {
        let Some(millis) = duration.millis() else { return };
        let back = Duration::from_millis(millis.saturating_add(more));
        if back > self.retention {
            self.found.push(Found {
                rule: &rules::BEYOND_RETENTION,
                span: duration.span(),
                message: format!("this looks back {back}, and samples are kept for {}", self.retention),
                note: None,
                help: "look back less far, or raise `retention` under `deploy.prometheus`".into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::places;
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
