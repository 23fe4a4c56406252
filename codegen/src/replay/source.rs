//! What is asked for the value of an alert, and since when there is something to ask.

use gaugewright_spec::model::{Alert, Spec};
use gaugewright_spec::promql::build::{aggregate, selector};
use gaugewright_spec::promql::{
    AggregateOp, AtTime, DurationExpr, Expr, Func, Modifiers, VectorSelector, print,
};

use crate::alert;
use crate::history::{History, Steps};
use crate::moment::{self, Moment};

/// So many moments are looked at to find out since when there are samples.
const LOOKS: i64 = 200;
/// What every Prometheus has that scrapes somebody.
const UP: &str = "up";

/// The query whose values are replayed, and what has to be said of that.
pub(super) struct Source {
    pub(super) expr: Expr,
    pub(super) notes: Vec<String>,
}

impl Source {
    /// The query over recorded series as the rule reads them; over scraped ones if these are not there all the time.
    pub(super) fn choose(
        history: &History<'_>,
        spec: &Spec,
        alert: &Alert,
        span: Steps,
    ) -> Result<Self, String> {
        let scraped = || alert::watched(alert, &alert.expr).0.clone();
        let Some(recorded) = &alert.recorded else { return Ok(Self { expr: scraped(), notes: Vec::new() }) };
        let recorded = alert::watched(alert, recorded).0;
        let rules = || spec.recording_groups.iter().flat_map(|group| &group.rules);
        let read = recorded.selectors().filter(|selector| {
            selector.name.as_ref().is_some_and(|name| rules().any(|rule| rule.name == name.value))
        });
        let earliest = first_of(history, alert.expr.series_names(), span)?;
        for selector in read {
            let name = print(&plain(selector));
            let since = first(history, &plain(selector), span)?;
            let note = match (since, earliest) {
                (None, _) => format!(
                    "`{name}` is not recorded there: its query over scraped series is replayed instead"
                ),
                (Some(since), Some(earliest)) if since > earliest + 2 * span.step.max(60_000) => format!(
                    "`{name}` is recorded only since {}: its query over scraped series is replayed instead",
                    moment::shown(since)
                ),
                _ => continue,
            };
            return Ok(Self { expr: scraped(), notes: vec![note] });
        }
        Ok(Self { expr: recorded.clone(), notes: Vec::new() })
    }
}

/// Whether a query means something else where it is asked for many moments at once.
pub(super) fn hangs_on_the_range(expr: &Expr) -> bool {
    let calls = |expr: &Expr| expr.calls().any(|call| call.is(Func::Step) || call.is(Func::Range));
    let computed = |duration: &DurationExpr| matches!(duration, DurationExpr::Computed(expr) if calls(expr));
    let moved = |modifiers: &Modifiers| {
        modifiers.at.as_ref().is_some_and(|at| matches!(at.time, AtTime::Start | AtTime::End))
            || modifiers.offset.as_ref().is_some_and(|offset| computed(&offset.duration))
    };
    calls(expr) || expr.modifiers().any(moved) || expr.windows().any(|(range, _)| computed(range))
}

/// The first moment at which this Prometheus has samples of a query, or of anything; nothing if it has none at all.
pub(super) fn begin(history: &History<'_>, expr: &Expr, span: Steps) -> Result<Option<Moment>, String> {
    first_of(history, std::iter::once(UP).chain(expr.series_names()), span)
}

/// The first moment with samples of one of these metrics.
fn first_of<'n>(
    history: &History<'_>,
    names: impl Iterator<Item = &'n str>,
    span: Steps,
) -> Result<Option<Moment>, String> {
    let mut found: Option<Moment> = None;
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable_by_key(|name| (*name != UP, *name));
    names.dedup();
    for name in names {
        if found.is_some_and(|found| found <= span.start) {
            break;
        }
        let first = first(history, &selector(name, Vec::new()).into(), span)?;
        found = found.into_iter().chain(first).min();
    }
    Ok(found)
}

/// The first moment at which there are such series; first roughly, then to the minute.
pub(super) fn first(history: &History<'_>, series: &Expr, span: Steps) -> Result<Option<Moment>, String> {
    let query = print(&aggregate(AggregateOp::Count, series.clone()));
    let mut looked = Steps::spread(span.start, span.end(), LOOKS);
    loop {
        let found = history.over(&query, looked)?;
        let first = found.values().filter_map(|values| values.iter().position(Option::is_some)).min();
        let Some(first) = first else { return Ok(None) };
        let moment = looked.at(first);
        if first == 0 || looked.step <= span.step.max(60_000) {
            return Ok(Some(moment));
        }
        looked = Steps::spread(looked.at(first - 1), moment, LOOKS);
    }
}

/// A selector, of now.
pub(super) fn plain(selector: &VectorSelector) -> Expr {
    VectorSelector { modifiers: Modifiers::default(), ..selector.clone() }.into()
}

/// Why a query has no value all the time: the selectors that find nothing.
pub(super) fn missing(history: &History<'_>, expr: &Expr, span: Steps) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for selector in expr.selectors() {
        let (Some(name), series) = (&selector.name, plain(selector)) else { continue };
        if first(history, &series, span)?.is_some() {
            continue;
        }
        let any = VectorSelector {
            matchers: Vec::new(),
            braces: None,
            modifiers: Modifiers::default(),
            ..selector.clone()
        };
        let is_there = !selector.matchers.is_empty() && first(history, &any.into(), span)?.is_some();
        let line = if is_there {
            format!("there are samples of `{}`, but none of `{}`", name.value, print(&series))
        } else {
            format!("there is no sample of `{}`", name.value)
        };
        if !words.contains(&line) {
            words.push(line);
        }
    }
    Ok(words)
}
