//! The windows of a panel's queries: what `$window` is there, and which fixed ones the panel steps over.

use super::builder::Builder;
use crate::decode::Text;
use crate::promql::Expr;
use crate::promql::rewrite::WINDOW;
use crate::resolve::queries::{Parsed, Window};
use crate::rules::fixed_rate_window;

/// What `$window` is in a panel. It follows the zoom, unless the query says how long it is and its values are
/// amounts within it: restarts within 15 minutes are not to become restarts within one, above all not under the
/// line of an alert.
pub(super) fn of(query: &Parsed) -> Window {
    match query.window {
        Some(window) if shows_amounts(&query.expr) => Window::Fixed(window),
        _ => Window::Grafana,
    }
}

/// Whether the values of a query depend on how long `$window` is.
fn shows_amounts(expr: &Expr) -> bool {
    expr.calls().any(|call| {
        let first = call.args.first().map(Expr::without_parens);
        call.facts().is_some_and(|facts| facts.grows_with_window)
            && matches!(first, Some(Expr::Range(range)) if range.range.is_variable(WINDOW))
    })
}

impl Builder<'_, '_, '_> {
    /// Says so if a query of a panel that draws a course has a fixed window it should not have. `own` is its
    /// text if the panel writes it itself; a named query is reported where it stands, and once.
    pub(super) fn fixed_window(&mut self, is_course: bool, title: &Text, query: &Parsed, own: Option<&Text>) {
        if !is_course {
            return;
        }
        let Some(fixed) = fixed_rate_window::find(&query.expr, self.time) else { return };
        let named = query.name.as_deref();
        let Some(text) = own.or_else(|| self.uses.text_of(named?)) else { return };
        let place = self.uses.resolver.source.part_of_scalar(text.span, text, fixed.span);
        let found = fixed.found(place, title, named.is_some(), self.time);
        match named {
            Some(name) => {
                self.fixed_windows.entry(name.to_owned()).or_insert(found);
            }
            None => self.uses.resolver.report(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::promql::print;
    use crate::source::Source;

    const HEAD: &str = "
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
metrics: { m: { calls_total: { type: counter, help: Calls } } }
queries: { call_rate: { expr: 'sum(rate(calls_total[5m]))', help: Calls per second } }
dashboards:
  shop:
    title: Shop
    time: 30d
    rows:
      - ";

    /// What is reported of a row of panels: the first label's text in the spec, and the message.
    fn reported(row: &str) -> Vec<String> {
        let source = Source::new("spec.yaml", format!("{HEAD}{row}\n"));
        let (_, findings) = crate::load(&source).unwrap();
        let findings = findings.iter().filter(|finding| finding.rule.code == "fixed-rate-window");
        let words = findings.map(|finding| {
            let span = finding.span();
            format!("{}: {}", source.slice(span), finding.message)
        });
        words.collect()
    }

    #[test]
    fn a_named_query_is_reported_where_it_stands_and_once() {
        let row = "[{ timeseries: A, query: call_rate }, { stat: B, query: call_rate, calculate: max }]";
        assert_eq!(reported(row), ["5m: `rate` over a fixed 5m in a graph over time"]);
        assert!(reported("[{ stat: B, query: call_rate }]").is_empty(), "one value has no steps");
    }

    #[test]
    fn each_query_of_a_panel_is_looked_at() {
        let row = "
          - timeseries: A
            description: Calls
            queries: [{ expr: 'rate(calls_total[1m])' }, { expr: 'increase(calls_total[2m])' }, { expr: 'rate(calls_total[$window])' }]";
        assert_eq!(
            reported(row),
            [
                "1m: `rate` over a fixed 1m in a graph over time",
                "2m: `increase` over a fixed 2m in a graph over time",
            ]
        );
    }

    #[test]
    fn a_window_follows_the_zoom_unless_values_are_amounts_within_it() {
        for (query, expected) in [
            ("rate(calls_total[$window])", "rate(calls_total{job=\"shop\"}[$__rate_interval])"),
            ("increase(calls_total[$window])", "increase(calls_total{job=\"shop\"}[15m])"),
            (
                "increase((calls_total[$window])) / $window",
                "increase((calls_total{job=\"shop\"}[15m])) / 900",
            ),
            (
                "rate(calls_total[$window]) * $window",
                "rate(calls_total{job=\"shop\"}[$__rate_interval]) * ($__rate_interval_ms / 1000)",
            ),
        ] {
            let head = HEAD
                .replace("sum(rate(calls_total[5m]))", query)
                .replace("help: Calls per", "window: 15m, help: Calls per");
            let source = Source::new("spec.yaml", format!("{head}[{{ timeseries: A, query: call_rate }}]\n"));
            let (spec, findings) = crate::load(&source).unwrap();
            assert!(findings.is_empty(), "{query}: {findings:#?}");
            let dashboard = spec.dashboards.iter().next().unwrap();
            let panel = dashboard.panels().next().unwrap();
            assert_eq!(print(&panel.targets()[0].expr), expected);
        }
    }
}
