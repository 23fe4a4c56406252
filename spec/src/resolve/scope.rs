//! The service's selector: what tells its series from those of others in one Prometheus.

use super::Resolver;
use crate::ast;
use crate::check::{self, TargetLabel, Values};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::{self, Dialect, Expr, MatchOp, Matcher, ParseError, VectorSelector};
use crate::rules;
use crate::suggest;

/// The matchers as they are written into queries; none if these are taken as they are written.
pub(super) fn selector(resolver: &mut Resolver<'_>, ast: &ast::Service) -> Vec<Matcher> {
    match (&ast.scope, &ast.selector) {
        (Some(scope), Some(selector)) => {
            let message = "`scope: none` and `selector` exclude each other";
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, scope.span, message);
            resolver.report(diagnostic.also(selector.span, "narrows queries").help("keep one of the two"));
            Vec::new()
        }
        (Some(_), None) => Vec::new(),
        (None, None) => vec![promql::build::matcher("job", MatchOp::Equal, &ast.name)],
        (None, Some(text)) => {
            let written = matchers(resolver, text).unwrap_or_default();
            let made = |matcher: &Matcher| {
                promql::build::matcher(&matcher.label.value, matcher.op.value, &matcher.value.value)
            };
            written.iter().map(made).collect()
        }
    }
}

/// Reads matchers in braces: `{method="GET"}`.
pub(super) fn matchers(resolver: &mut Resolver<'_>, text: &Text) -> Option<Vec<Matcher>> {
    match promql::parse(text, Dialect { variables: false }) {
        Ok(Expr::Vector(selector)) if is_bare(&selector) => return Some(selector.matchers),
        Ok(other) => {
            let error = ParseError::new(other.span(), "these are not matchers");
            resolver.promql_error(text, error.with_help("write them in braces: `{method=\"GET\"}`"));
        }
        Err(error) => resolver.promql_error(text, error),
    }
    None
}

fn is_bare(selector: &VectorSelector) -> bool {
    selector.name.is_none() && selector.modifiers.is_empty()
}

/// Every target of the service has to have what its selector asks for.
pub(super) fn check(resolver: &mut Resolver<'_>, ast: &ast::Service, targets: &[TargetLabel]) {
    let Some(text) = &ast.selector else { return };
    let Ok(Expr::Vector(selector)) = promql::parse(text, Dialect { variables: false }) else { return };
    for matcher in &selector.matchers {
        let label = matcher.label.value.as_str();
        let known = || targets.iter().map(|target| target.name.as_str());
        let Some(target) = targets.iter().find(|target| target.name == label) else {
            let place = resolver.source.part_of_scalar(text.span, text, matcher.label.span);
            let message = format!("no scrape adds the label `{label}` to the series of the service");
            let all = || {
                let known = suggest::list(known());
                format!(
                    "its targets have {known}; labels that your own configuration adds go into `target_labels`"
                )
            };
            let help = suggest::did_you_mean(label, known()).unwrap_or_else(all);
            resolver.report(Diagnostic::new(&rules::UNKNOWN_LABEL, place, message).help(help));
            continue;
        };
        let values = Values::Domain(target.domain.clone());
        let left = check::narrow(&values, target.certain, matcher.op.value, &matcher.value.value);
        if left.is_some_and(|left| left.is_empty()) {
            let place = resolver.source.part_of_scalar(text.span, text, matcher.value.span);
            let message = format!("no target of the service has such a `{label}`");
            let all = values.list().unwrap_or_default();
            let note = format!("its values are {}", suggest::list(all.iter().map(String::as_str)));
            resolver.report(Diagnostic::new(&rules::IMPOSSIBLE_VALUE, place, message).note(note));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::check::{Ownership, Vocabulary, as_written, scoped};
    use crate::model::Origin;
    use crate::promql::{Dialect, MatchOp, parse, print};
    use crate::source::Source;

    fn vocabulary() -> Vocabulary {
        let text = "spec: 1\nservice: { name: shop, scrape: { port: 8000, interval: 15s } }\noutside: [process, redis]\n\
                    metrics: { m: { calls_total: { type: counter, help: Calls }, wait_seconds: { type: histogram, help: Wait, buckets: [1s] } } }\n\
                    queries: { a: redis_up, b: process_open_fds }\n";
        let (spec, _) = crate::load(&Source::new("spec.yaml", text)).unwrap();
        assert!(spec.metrics().iter().any(|metric| metric.origin == Origin::Outside));
        spec.vocabulary.with_ownership(Ownership {
            selector: vec![crate::promql::build::matcher("job", MatchOp::Equal, "shop")],
            catalogues: BTreeSet::from(["process".to_owned()]),
        })
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
