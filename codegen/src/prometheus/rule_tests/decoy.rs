//! Series that have nothing to do with an alert, and would if its query were another.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::{MatchOp, Matcher};

use super::look;
use super::maker::Which;
use super::plan::{Doubt, Plan, Steady};
use super::scenario::{Amount, GROUPS, SATURATED, Scenario};
use super::selector::Selector;
use super::series::{Series, Shape};

/// The label that says whose series these are.
const JOB: &str = "job";
/// The job of a service that exports the same metrics, and of one that does so if ours is called like the first.
const OTHER_JOBS: [&str; 2] = ["another-service", "yet-another-service"];

/// The same series of a second service; nothing if the query finds these too.
pub(super) fn of_other_service(selectors: &[Selector], series: &Series) -> Option<Series> {
    let own = selectors.get(series.selector)?.fixed(JOB)?;
    let job = OTHER_JOBS.into_iter().find(|job| *job != own)?;
    let mut other = Series { group: 0, ..series.clone() };
    Rc::make_mut(&mut other.labels).insert(JOB.to_owned(), job.to_owned());
    (!selectors.iter().any(|selector| selector.finds(&other))).then_some(other)
}

/// Series that a selector would find if one of its conditions were not there: of those with the fault with this amount, of others
/// with far too much.
pub(super) fn decoys(scenario: &Scenario<'_>, amount: Amount) -> Vec<(Series, Option<f64>)> {
    let amount = Amount { others: SATURATED, ..amount };
    let mut decoys = BTreeMap::new();
    for series in scenario.series.iter().filter(|series| series.group == 0) {
        let value = scenario.value_at(series, amount);
        let keeps = scenario.is_faulty(series) || series.shape != Shape::Level;
        let value = if keeps { value } else { value.map(|value| value * SATURATED) };
        for matcher in &scenario.selectors[series.selector].written.matchers {
            // There is a second service for that.
            if matcher.label.value == JOB && matcher.op.value == MatchOp::Equal {
                continue;
            }
            let decoy = stranger(series, matcher);
            if !scenario.selectors.iter().any(|selector| selector.finds(&decoy)) {
                decoys.insert((decoy.name.clone(), decoy.labels.clone()), (decoy, value));
            }
        }
    }
    decoys.into_values().collect()
}

/// The same series, but for one condition.
fn stranger(series: &Series, matcher: &Matcher) -> Series {
    let mut stranger = series.clone();
    let label = matcher.label.value.clone();
    match matcher.op.value {
        MatchOp::NotEqual if !matcher.value.value.is_empty() => {
            Rc::make_mut(&mut stranger.labels).insert(label, matcher.value.value.clone());
        }
        MatchOp::NotEqual | MatchOp::NotRegex => {
            Rc::make_mut(&mut stranger.labels).remove(&label);
        }
        MatchOp::Equal | MatchOp::Regex => {
            Rc::make_mut(&mut stranger.labels).insert(label, "stranger".to_owned());
        }
    }
    stranger
}

/// The series of one more group that a condition within the query leaves out by a hair: what it compares is at its bound. Nothing if
/// there is no such condition, or it leaves nothing out.
pub(super) fn at_the_edge(spec: &Spec, scenario: &Scenario<'_>) -> Option<Vec<(Series, Option<f64>)>> {
    let (inside, bound) = look::inner_comparison(scenario.watched.expr())?;
    let (selectors, expr) = (&scenario.selectors, scenario.watched.expr());
    let maker = scenario.maker(spec);
    let apart: BTreeSet<String> = scenario.labels.keys().cloned().collect();
    let new = maker.series(Which { group: GROUPS, instance: 0, twin: 0, apart: &apart })?;
    let compared = |series: &Series| inside.iter().any(|selector| selector.finds(series));
    let value = |series: &Series| Some(if compared(series) { bound } else { 1.0 });
    let values: Vec<_> = new.iter().map(value).collect();
    let known = |series: &Series| scenario.series.iter().any(|other| other.labels == series.labels);
    let doubt = Doubt::new(true);
    let steady = Steady { series: &new, values: [&values, &values], since: None, step: 1, doubt: &doubt };
    let left_out = Plan::new(selectors, &new, expr, 1)?.vector(&steady)?.is_empty();
    (left_out && !new.iter().any(known)).then(|| new.into_iter().zip(values).collect())
}
