//! Looking at a Prometheus at one moment, as often as needed, and how what is found is said.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gaugewright_spec::check::{self, Scope};
use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::build::{aggregate, call};
use gaugewright_spec::promql::{AggregateOp, AtTime, Expr, Func, Modifiers, VectorSelector, print};
use gaugewright_spec::unit::Unit;

use crate::history::{History, Labels, Sample, Steps};
use crate::moment::Moment;
use crate::prometheus;

/// How far back is looked for what is gone: a week.
pub(super) const FAR: i64 = 7 * 86_400_000;
/// Prometheus takes a sample that is so old for one of now.
const FRESH: i64 = 300_000;

/// Who looks, at what, and when.
pub(crate) struct Look<'a> {
    pub(crate) history: History<'a>,
    pub(crate) spec: &'a Spec,
    /// The moment for which the queries of the alert are evaluated.
    pub(crate) at: Moment,
    known: RefCell<BTreeMap<(String, Moment), Vec<Sample>>>,
}

impl<'a> Look<'a> {
    pub(crate) fn new(history: History<'a>, spec: &'a Spec, at: Moment) -> Self {
        Self { history, spec, at, known: RefCell::default() }
    }

    /// What an expression finds at the moment.
    pub(super) fn find(&self, expr: &Expr) -> Result<Vec<Sample>, String> {
        self.find_at(expr, self.at)
    }

    /// What an expression finds at any moment.
    pub(super) fn find_at(&self, expr: &Expr, at: Moment) -> Result<Vec<Sample>, String> {
        let key = (print(expr), at);
        if let Some(found) = self.known.borrow().get(&key) {
            return Ok(found.clone());
        }
        let found = self.history.at(&key.0, at)?;
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// Whether there are such series at a moment: one answer, however many these are.
    pub(super) fn is_there(&self, selector: &VectorSelector, at: Moment) -> Result<bool, String> {
        Ok(!self.find_at(&aggregate(AggregateOp::Count, selector.clone().into()), at)?.is_empty())
    }

    /// The last moment before this one, within a week, at which there was something.
    pub(super) fn last_seen(&self, expr: &Expr, before: Moment) -> Result<Option<Moment>, String> {
        let query = print(&aggregate(AggregateOp::Count, expr.clone()));
        let last = |steps: Steps| -> Result<Option<Moment>, String> {
            let found = self.history.over(&query, steps)?;
            let last = found.values().filter_map(|values| values.iter().rposition(Option::is_some)).max();
            Ok(last.map(|last| steps.at(last)))
        };
        let Some(roughly) = last(Steps::between(before - FAR, before, FRESH))? else { return Ok(None) };
        let finely = Steps { start: roughly, step: 5_000, count: 61 };
        Ok(Some(last(finely)?.unwrap_or(roughly)))
    }

    /// The time of the sample that a selector finds at a moment: the last one of several series.
    pub(super) fn sampled(&self, selector: &VectorSelector, at: Moment) -> Result<Moment, String> {
        let time = call(Func::Timestamp, vec![selector.clone().into()]);
        let found = self.find_at(&aggregate(AggregateOp::Max, time), at)?;
        #[expect(clippy::cast_possible_truncation, reason = "a time")]
        Ok(found.first().map_or(at, |sample| (sample.value * 1000.0) as Moment))
    }

    /// The unit of an expression, if it is known.
    pub(super) fn unit(&self, expr: &Expr) -> Option<Unit> {
        check::query(&self.spec.vocabulary, Scope::Rule { window: true }, expr, &mut Vec::new()).unit
    }
}

/// A value in a unit; a time in seconds, as queries have it.
pub(super) fn in_unit(unit: Option<&Unit>, value: f64) -> String {
    if !value.is_finite() {
        return prometheus::in_unit(None, value).unwrap_or_default();
    }
    prometheus::in_unit(unit, value).unwrap_or_else(|| {
        #[expect(clippy::cast_possible_truncation, reason = "a time")]
        let moment = (value * 1000.0) as Moment;
        if moment > 0 { crate::moment::shown(moment) } else { value.to_string() }
    })
}

/// The moment at which a selector with these modifiers is read; nothing if that is not known.
pub(super) fn moved(modifiers: &Modifiers, at: Moment) -> Option<Moment> {
    #[expect(clippy::cast_possible_truncation, reason = "times")]
    let millis = |seconds: f64| (seconds * 1000.0) as i64;
    let from = match &modifiers.at {
        None => at,
        Some(fixed) => match &fixed.time {
            AtTime::Timestamp(number) => millis(number.value),
            AtTime::Start | AtTime::End => at,
            AtTime::Variable(_) => return None,
        },
    };
    match &modifiers.offset {
        None => Some(from),
        Some(offset) => {
            let by = millis(offset.duration.seconds()?);
            Some(if offset.negative { from.saturating_add(by) } else { from.saturating_sub(by) })
        }
    }
}

/// A selector without what moves it.
pub(super) fn plain(selector: &VectorSelector) -> VectorSelector {
    VectorSelector { modifiers: Modifiers::default(), ..selector.clone() }
}

/// `{a="b", c="d"}`, without the name of the metric; nothing if there are none.
pub(super) fn braces(labels: &Labels) -> String {
    let shown = labels.iter().filter(|(name, _)| *name != "__name__");
    let shown: Vec<String> = shown.map(|(name, value)| format!("{name}={value:?}")).collect();
    if shown.is_empty() { String::new() } else { format!("{{{}}}", shown.join(", ")) }
}

/// The same behind a word, where there is something to say.
pub(super) fn with(labels: &Labels) -> String {
    let shown = braces(labels);
    if shown.is_empty() { String::new() } else { format!(" with {shown}") }
}

/// A part of a query, shortened to what can be read in a sentence.
pub(super) fn short(expr: &Expr) -> String {
    const MAX_LETTERS: usize = 120;
    let text = print(expr);
    if text.chars().count() <= MAX_LETTERS {
        return text;
    }
    text.chars().take(MAX_LETTERS - 1).chain(['…']).collect()
}
