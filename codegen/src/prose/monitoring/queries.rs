use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Query, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::{aggregate_by, binary, call, call_over, matcher, number, selector};
use gaugewright_spec::promql::rewrite::{self, Value, substitute};
use gaugewright_spec::promql::{self, AggregateOp, BinaryOp, Expr, Func, MatchOp};
use serde::Serialize;

use crate::prose::uses::Uses;
use crate::prose::{amount, words};

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
        let age = binary(
            call(Func::Time, Vec::new()),
            BinaryOp::Sub,
            selector("ALERTS_FOR_STATE", Vec::new()).into(),
        );
        let firings = call_over(Func::CountOverTime, firing(), WEEK);
        let restarts = || call_over(Func::Changes, selector("process_start_time_seconds", own()), WINDOW);
        Self {
            named: spec.queries.iter().map(|query| named(spec, uses, query)).collect(),
            firing: promql::pretty(&firing().into()),
            firing_for: promql::pretty(&call(Func::SortDesc, vec![age])),
            down: promql::pretty(&binary(
                selector("up", Vec::new()).into(),
                BinaryOp::Eq,
                number(Number::ZERO),
            )),
            scraped: promql::pretty(&aggregate_by(
                AggregateOp::Max,
                ["instance"],
                selector("scrape_samples_post_metric_relabeling", own()).into(),
            )),
            scrape_time: promql::pretty(&aggregate_by(
                AggregateOp::Max,
                ["job", "instance"],
                selector("scrape_duration_seconds", Vec::new()).into(),
            )),
            noisy: promql::pretty(&call(
                Func::SortDesc,
                vec![aggregate_by(AggregateOp::Sum, ["alertname"], firings)],
            )),
            restarts: spec
                .metrics()
                .contains("process_start_time_seconds")
                .then(|| promql::pretty(&restarts())),
            watched: watched(spec),
        }
    }
}

fn named<'s>(spec: &'s Spec, uses: &Uses<'s>, query: &'s Query) -> Named<'s> {
    let (expr, has_window) = filled(spec, query);
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
    let critical = spec
        .alerts()
        .map(|(_, alert)| alert)
        .filter(|alert| spec.severities.is_worst(alert.severity.as_ref()));
    let row = |alert| {
        let (threshold, expr) = words::value(alert)?;
        let (what, normal) = (words::watched(spec, alert), words::normal(threshold, alert));
        Some(Watched { alert: &alert.name, what, normal, expr: promql::pretty(expr) })
    };
    critical.filter_map(row).collect()
}

fn window(spec: &Spec, query: &Query) -> Duration {
    let scrapes = Duration::from_millis(spec.service.scrape.interval.as_millis().saturating_mul(4));
    query.window.unwrap_or(WINDOW.max(scrapes))
}

/// The query as it can be asked: constants and `$window` replaced, and whether it has the latter. What Grafana would replace
/// stays.
fn filled(spec: &Spec, query: &Query) -> (Expr, bool) {
    let mut has_window = false;
    let expr = substitute(&query.expr, |name| match spec.vocabulary.constants.get(name) {
        Some(constant) => Some(Value::Number(constant.value)),
        None if name == rewrite::WINDOW => {
            has_window = true;
            Some(Value::Duration(window(spec, query)))
        }
        None => None,
    });
    (expr, has_window)
}
