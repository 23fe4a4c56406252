//! Whose series: in a Prometheus that several services share, a query on the service's own metrics means those of the service.

use super::Vocabulary;
use crate::promql::{Expr, Matcher, VectorSelector, rewrite};
use crate::source::Span;

/// Narrows every selector of the service's own series to these. What a selector says itself of a label stays as it is.
pub(crate) fn scoped(vocabulary: &Vocabulary, expr: &mut Expr) {
    rewrite::selectors(expr, |selector| vocabulary.scope(selector));
}

/// Takes that back.
pub(crate) fn as_written(expr: &mut Expr) {
    rewrite::selectors(expr, |selector| {
        selector.matchers.retain(|matcher| !matcher.is_made());
        // Braces that were written are somewhere.
        if selector.matchers.is_empty() && selector.braces.is_some_and(Span::is_empty) {
            selector.braces = None;
        }
    });
}

/// The same for one selector.
impl Vocabulary {
    pub(crate) fn scope(&self, selector: &mut VectorSelector) {
        let Some(name) = &selector.name else { return };
        let says =
            |own: &&Matcher| selector.matchers.iter().all(|matcher| matcher.label.value != own.label.value);
        let missing: Vec<Matcher> = self.own_matchers(name).iter().filter(says).cloned().collect();
        if missing.is_empty() {
            return;
        }
        // In front: whose series they are is the first thing that a reader wants to know.
        selector.matchers.splice(0..0, missing);
        selector.braces.get_or_insert(Span::default());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::Ownership;
    use crate::model::Origin;
    use crate::promql::{Dialect, MatchOp, parse, print};
    use crate::source::Source;

    fn vocabulary() -> Vocabulary {
        let text = "spec: 1\nservice: { name: shop, scrape: { port: 8000, interval: 15s } }\noutside: [process, redis]\n\
                    metrics: { m: { calls_total: { type: counter, help: Calls }, wait_seconds: { type: histogram, help: Wait, buckets: [1s] } } }\n\
                    queries: { a: redis_up, b: process_open_fds }\n";
        let (spec, _) = crate::load(&Source::new("spec.yaml", text)).unwrap();
        assert!(spec.metrics.iter().any(|metric| metric.origin == Origin::Outside));
        Vocabulary::new(spec.metrics, spec.constants, std::collections::BTreeMap::new()).with_ownership(
            Ownership {
                selector: vec![crate::promql::build::matcher("job", MatchOp::Equal, "shop")],
                catalogues: BTreeSet::from(["process".to_owned()]),
            },
        )
    }

    #[test]
    fn own_series_are_narrowed_and_nothing_else() {
        for (query, expected) in [
            ("rate(calls_total[5m])", "rate(calls_total{job=\"shop\"}[5m])"),
            ("calls_total{}", "calls_total{job=\"shop\"}"),
            ("calls_total{job=~\"a|b\"}", "calls_total{job=~\"a|b\"}"),
            ("wait_seconds_bucket{le=\"1\"}", "wait_seconds_bucket{job=\"shop\",le=\"1\"}"),
            ("calls_total offset 5m / redis_up", "calls_total{job=\"shop\"} offset 5m / redis_up"),
            ("process_open_fds + on () up", "process_open_fds{job=\"shop\"} + on () up"),
            ("max_over_time(calls_total[5m:1m])", "max_over_time(calls_total{job=\"shop\"}[5m:1m])"),
        ] {
            let written = parse(query, Dialect { variables: true }).unwrap();
            let mut expr = written.clone();
            scoped(&vocabulary(), &mut expr);
            assert_eq!(print(&expr), expected);
            let once = expr.clone();
            scoped(&vocabulary(), &mut expr);
            assert_eq!(expr, once, "a second time changes nothing");
            as_written(&mut expr);
            assert_eq!(print(&expr), print(&written));
        }
    }
}
