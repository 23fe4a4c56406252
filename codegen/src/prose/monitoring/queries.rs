use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Query, Severity, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{
    self, AggregateOp, BinaryOp, DurationExpr, Expr, MatchOp, VisitMut, walk_mut,
};
use serde::Serialize;

use crate::prose::build::{aggregated, binary, called, duration, number, range};
use crate::prose::uses::Uses;
use crate::prose::{amount, words};
use crate::selector::{matcher, selector};

/// What `$window` stands for where nobody says anything, and no less than four scrapes.
const WINDOW: Duration = Duration::from_secs(300);
const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// The named queries, and those that every service can be asked.
#[derive(Serialize)]
pub(super) struct Queries<'s> {
    named: Vec<Named<'s>>,
    firing: String,
    firing_for: String,
    down: String,
    scraped: String,
    scrape_time: String,
    noisy: String,
    restarts: Option<String>,
    /// The value behind each alert that wakes somebody.
    watched: Vec<Watched<'s>>,
}

#[derive(Serialize)]
struct Named<'s> {
    name: &'s str,
    help: &'s str,
    unit: String,
    window: Option<String>,
    expr: String,
    alerts: Vec<&'s str>,
    panels: Vec<String>,
}

#[derive(Serialize)]
struct Watched<'s> {
    alert: &'s str,
    what: String,
    normal: String,
    expr: String,
}

impl<'s> Queries<'s> {
    pub(super) fn new(spec: &'s Spec, uses: &Uses<'s>) -> Self {
        let own = || spec.service.targets();
        let firing = || selector("ALERTS", vec![matcher("alertstate", MatchOp::Equal, "firing")]);
        let age = binary(called("time", Vec::new()), BinaryOp::Sub, selector("ALERTS_FOR_STATE", Vec::new()));
        let firings = called("count_over_time", vec![range(firing(), WEEK)]);
        let started = || range(selector("process_start_time_seconds", own()), WINDOW);
        Self {
            named: spec.queries.iter().map(|query| named(spec, uses, query)).collect(),
            firing: promql::pretty(&firing()),
            firing_for: promql::pretty(&called("sort_desc", vec![age])),
            down: promql::pretty(&binary(selector("up", Vec::new()), BinaryOp::Eq, number(Number::ZERO))),
            scraped: promql::pretty(&aggregated(
                AggregateOp::Max,
                &["instance"],
                selector("scrape_samples_post_metric_relabeling", own()),
            )),
            scrape_time: promql::pretty(&aggregated(
                AggregateOp::Max,
                &["job", "instance"],
                selector("scrape_duration_seconds", Vec::new()),
            )),
            noisy: promql::pretty(&called(
                "sort_desc",
                vec![aggregated(AggregateOp::Sum, &["alertname"], firings)],
            )),
            restarts: spec
                .metrics
                .contains("process_start_time_seconds")
                .then(|| promql::pretty(&called("changes", vec![started()]))),
            watched: watched(spec),
        }
    }
}

fn named<'s>(spec: &'s Spec, uses: &Uses<'s>, query: &'s Query) -> Named<'s> {
    let mut has_window = false;
    let expr = filled(spec, query, &mut has_window);
    let panels = uses.asking(&query.name);
    Named {
        name: &query.name,
        help: &query.help,
        unit: amount::unit(query.unit.as_ref()),
        window: has_window.then(|| window(spec, query).to_string()),
        expr: promql::pretty(&expr),
        alerts: uses.watching(&query.name),
        panels: panels.map(|place| format!("{}: {}", place.dashboard.title, place.panel.title)).collect(),
    }
}

fn watched(spec: &Spec) -> Vec<Watched<'_>> {
    let critical = spec.alerts().map(|(_, alert)| alert).filter(|alert| alert.severity == Severity::Critical);
    let row = |alert| {
        let (threshold, expr) = words::value(alert)?;
        let (what, normal) = (words::watched(spec, alert), words::normal(threshold));
        Some(Watched { alert: &alert.name, what, normal, expr: promql::pretty(expr) })
    };
    critical.filter_map(row).collect()
}

fn window(spec: &Spec, query: &Query) -> Duration {
    let scrapes = Duration::from_millis(spec.service.scrape.interval.as_millis().saturating_mul(4));
    query.window.unwrap_or(WINDOW.max(scrapes))
}

/// The query as it can be asked: constants and `$window` replaced. What Grafana would replace stays.
fn filled(spec: &Spec, query: &Query, has_window: &mut bool) -> Expr {
    let mut expr = query.expr.clone();
    Filler { spec, window: window(spec, query), has_window }.expr(&mut expr);
    expr
}

struct Filler<'s> {
    spec: &'s Spec,
    window: Duration,
    has_window: &'s mut bool,
}

impl VisitMut for Filler<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        let Expr::Variable(variable) = expr else { return walk_mut(self, expr) };
        if let Some(constant) = self.spec.constants.get(&variable.name) {
            *expr = number(constant.value);
        } else if variable.name == "window" {
            *self.has_window = true;
            *expr = number(self.window.as_seconds());
        }
    }

    fn duration(&mut self, written: &mut DurationExpr) {
        if matches!(written, DurationExpr::Variable(variable) if variable.name == "window") {
            *self.has_window = true;
            *written = duration(self.window);
        }
    }
}
