//! What is said of each series of an alert: that it fires, is pending, is not beyond the threshold, or has no value any more.

use gaugewright_spec::model::{Alert, Comparison, Condition};
use gaugewright_spec::promql::build::matcher;
use gaugewright_spec::promql::{Expr, MatchOp, rewrite};

use super::look::{Look, in_unit, plain, with};
use super::reason::{Kind, Reason};
use super::{empty, nan};
use crate::history::Labels;
use crate::moment::{self, Moment};
use crate::replay::firing::State;

/// Who says what is to be said of each series.
pub(super) struct Teller<'a> {
    pub(super) look: &'a Look<'a>,
    pub(super) alert: &'a Alert,
    /// The query without its comparison.
    pub(super) value: &'a Expr,
    /// `for`, in milliseconds.
    pub(super) hold: i64,
    pub(super) end: Moment,
    pub(super) back: i64,
}

impl Teller<'_> {
    /// The reasons for the state of a series.
    pub(super) fn of_state(
        &self,
        state: &State,
        threshold: Option<(Comparison, f64)>,
    ) -> Result<Vec<Reason>, String> {
        let series = with(&self.of_series(&state.labels));
        let value = |value: f64| in_unit(self.alert.ty.unit.as_ref(), value);
        let since = |moment: Moment| {
            let older = if state.is_older { " or before" } else { "" };
            format!("since {}{older}", moment::shown(moment))
        };
        match (state.active, state.value) {
            (Some(active), found) if active.firing => {
                let held = self.hold.max(0);
                let holds =
                    |value: f64| threshold.is_none_or(|(comparison, number)| comparison.holds(value, number));
                let kept = if found.is_some_and(holds) { "" } else { ", and it is kept firing" };
                let found = found.map_or("its query has no result".to_owned(), |found| {
                    format!("the value is {}", value(found))
                });
                let words = format!("it fires {}{series}: {found}{kept}", since(active.since + held));
                Ok(vec![Reason::new(Kind::Firing, words)])
            }
            (Some(active), found) => {
                let found = found.map(value).unwrap_or_default();
                let words = format!(
                    "it is pending {}{series}, for {} of the {} of `for`: the value is {found}, and it fires at {} if that stays so",
                    since(active.since),
                    moment::length(self.end - active.since),
                    moment::length(self.hold),
                    moment::shown(active.since + self.hold)
                );
                Ok(vec![Reason::new(Kind::Pending, words)])
            }
            (None, Some(found)) if found.is_nan() => {
                Ok(vec![nan::why(self.look, self.value, &self.of_series(&state.labels))?])
            }
            (None, Some(found)) => Ok(self.not_reached(state, found, threshold)),
            (None, None) => self.lost(state),
        }
    }

    /// The labels of a series without those that the alert adds to each.
    fn of_series(&self, labels: &Labels) -> Labels {
        let fixed = self.alert.fixed_labels();
        let own = labels.iter().filter(|(name, value)| fixed.get(*name) != Some(value));
        own.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// A value that is not beyond the threshold.
    fn not_reached(&self, state: &State, found: f64, threshold: Option<(Comparison, f64)>) -> Vec<Reason> {
        let (Some((comparison, number)), Condition::Threshold(written)) = (threshold, &self.alert.condition)
        else {
            return Vec::new();
        };
        if comparison.holds(found, number) {
            // What its rule reads is not recorded, which has been said.
            return Vec::new();
        }
        let value = |value: f64| in_unit(self.alert.ty.unit.as_ref(), value);
        let by = match comparison {
            _ if found.to_bits() == number.to_bits() => "it is exactly there".to_owned(),
            Comparison::Equals => "it is another number".to_owned(),
            _ => format!("{} are missing", value((found - number).abs())),
        };
        let words = format!(
            "the value{} is {}, which is not {} {}: {by}",
            with(&self.of_series(&state.labels)),
            value(found),
            comparison.words(),
            written.quantity.text
        );
        let mut reasons = vec![Reason::new(Kind::Threshold, words)];
        reasons.extend(self.too_short(state));
        reasons
    }

    /// What was pending before, and not long enough.
    fn too_short(&self, state: &State) -> Option<Reason> {
        let is_short = state.longest > 0 && state.longest < self.hold;
        let words = || {
            format!(
                "within the {} before that it was pending{} for {} at the longest, and `for` wants {}",
                moment::length(self.back),
                with(&self.of_series(&state.labels)),
                moment::length(state.longest),
                moment::length(self.hold)
            )
        };
        is_short.then(|| Reason::new(Kind::Short, words()))
    }

    /// A series that has no value any more.
    fn lost(&self, state: &State) -> Result<Vec<Reason>, String> {
        let Some((when, last)) = state.last else { return Ok(Vec::new()) };
        // A condition that stands in the query has a result only while it holds.
        if matches!(self.alert.condition, Condition::AnySeries) {
            let mut reasons = empty::why(self.look, &self.narrowed(&state.labels, when)?)?;
            reasons.extend(self.too_short(state));
            return Ok(reasons);
        }
        let words = format!(
            "its query had a value{} until {}, {}, and has none",
            with(&self.of_series(&state.labels)),
            moment::shown(when),
            in_unit(self.alert.ty.unit.as_ref(), last)
        );
        let mut reasons = vec![Reason::new(Kind::Ended, words)];
        let narrowed = self.narrowed(&state.labels, when)?;
        if self.look.find(&narrowed)?.is_empty() {
            reasons.extend(empty::why(self.look, &narrowed)?);
        }
        Ok(reasons)
    }

    /// The query of a series alone: every selector that had its labels then is narrowed to them.
    fn narrowed(&self, labels: &Labels, then: Moment) -> Result<Expr, String> {
        let mut narrowed = self.value.clone();
        let mut failed = None;
        rewrite::selectors(&mut narrowed, |found| {
            for (name, value) in labels {
                let one = matcher(name, MatchOp::Equal, value);
                let is_said = found
                    .matchers
                    .iter()
                    .any(|matcher| matcher.label.value == *name && matcher.op.value == MatchOp::Equal);
                let mut with = plain(found);
                with.matchers.push(one.clone());
                match self.look.is_there(&with, then) {
                    Ok(true) if !is_said => found.matchers.push(one),
                    Ok(_) => {}
                    Err(words) => failed = Some(words),
                }
            }
        });
        failed.map_or(Ok(narrowed), Err)
    }
}
