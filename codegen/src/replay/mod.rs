//! An alert over the past: what it would have done with the samples that a Prometheus has, with its threshold and with others.

pub(crate) mod firing;
mod report;
mod source;
mod threshold;

use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Spec, Threshold};
use gaugewright_spec::promql::{Expr, print};

use self::firing::{Firing, Past, Rule, pages};
use self::source::Source;
use self::threshold::{Tried, Writing};
use crate::alert;
use crate::excerpt::Written;
use crate::history::{History, Labels, Steps};
use crate::moment::{self, Moment};

const WEEK: i64 = 7 * 86_400_000;
/// Rows of thresholds in a table, beside those that are asked for.
const ROWS: usize = 6;

/// What is asked.
pub(crate) struct Asked<'a> {
    /// From when until when.
    pub(crate) from: Moment,
    pub(crate) until: Moment,
    /// Another threshold, and on which side of it the alert is to fire.
    pub(crate) other: Option<(Comparison, &'a str)>,
    /// Where today's threshold stands.
    pub(crate) written: Option<Written>,
}

/// What an alert would have done.
pub(crate) struct Replay<'s> {
    alert: &'s Alert,
    written: Option<Written>,
    query: String,
    /// From the first evaluation with samples to the last.
    steps: Steps,
    notes: Vec<String>,
    /// With today's threshold, and with the one that was asked for.
    runs: Vec<Run>,
    /// How other thresholds would do, those that fire least first.
    table: Vec<Outcome>,
    weekly: Weekly,
}

/// Which thresholds give about a page a week.
enum Weekly {
    /// This is the most sensitive one that gives no more.
    At(Tried),
    /// Each that was tried gives more.
    MoreAlways,
    /// None that was tried gives more.
    MoreNever,
}

impl Weekly {
    fn threshold(&self) -> Option<&Tried> {
        match self {
            Self::At(tried) => Some(tried),
            Self::MoreAlways | Self::MoreNever => None,
        }
    }
}

/// What a rule would have done with a threshold.
struct Run {
    /// Nothing if the condition stands in the query.
    threshold: Option<(Comparison, Tried)>,
    firings: Vec<Firing>,
    outcome: Outcome,
}

/// The figures of it.
struct Outcome {
    threshold: Option<Tried>,
    firings: usize,
    pages: usize,
    a_week: f64,
    /// How long at least one series fired, in milliseconds.
    firing: i64,
}

/// Replays an alert.
pub(crate) fn replay<'s>(
    history: &History<'_>,
    spec: &'s Spec,
    (group, alert): (&'s AlertGroup, &'s Alert),
    asked: Asked<'_>,
) -> Result<Replay<'s>, String> {
    let interval = group.interval.unwrap_or(spec.service.evaluation_interval).as_millis();
    let interval = i64::try_from(interval).unwrap_or(i64::MAX);
    let span = Steps::between(asked.from, asked.until, interval);
    let threshold = match &alert.condition {
        Condition::Threshold(threshold) => Some((threshold, Writing::new(threshold, alert.ty.unit.as_ref()))),
        Condition::AnySeries => None,
    };
    let other = asked.other.map(|(side, text)| match &threshold {
        Some((threshold, writing)) => on_side(alert, threshold, side).and_then(|()| writing.read(text)),
        None => Err(format!("`{}` has no threshold of its own: its query says when it fires", alert.key)),
    });
    let other = other.transpose()?;
    let Source { expr, mut notes } = Source::choose(history, spec, alert, span)?;
    if source::hangs_on_the_range(&expr) {
        return Err(format!(
            "the query of `{}` means something else for many moments at once: it has `start()`, `end()`, `step()` or `range()`",
            alert.key
        ));
    }
    let query = print(&expr);
    let Some(begin) = source::begin(history, &expr, span)? else {
        return Err(nothing(history, alert, &expr, span)?);
    };
    let late = group.query_offset.map_or(0, |offset| i64::try_from(offset.as_millis()).unwrap_or_default());
    let (kept, words) = since(begin, span);
    notes.extend(words);
    let looked = Steps { start: kept.start - late, ..kept };
    let past = Past::new(alert, kept, history.over(&query, looked)?)?;
    let (past, words) = with_values(past, threshold.is_some());
    notes.extend(words);
    if past.steps.count == 0 {
        return Err(nothing(history, alert, &expr, span)?);
    }
    let judge = Judge { spec, group, alert, past: &past };
    let own = threshold.as_ref().map(|(threshold, _)| {
        (
            threshold.comparison,
            Tried { text: threshold.quantity.text.clone(), number: threshold.number.to_f64() },
        )
    });
    let comparison = own.as_ref().map(|(comparison, _)| *comparison);
    let other = comparison.zip(other).map(Some);
    let runs: Vec<Run> = std::iter::once(own).chain(other).map(|threshold| judge.run(threshold)).collect();
    let (table, weekly) = match &threshold {
        Some((threshold, writing)) => judge.table(threshold.comparison, writing, &runs),
        None => (Vec::new(), Weekly::MoreNever),
    };
    Ok(Replay { alert, written: asked.written, query, steps: past.steps, notes, runs, table, weekly })
}

/// Whether a threshold was asked for on the side on which the alert fires.
fn on_side(alert: &Alert, threshold: &Threshold, side: Comparison) -> Result<(), String> {
    let fires = match threshold.comparison {
        Comparison::Above | Comparison::AtLeast => Comparison::Above,
        Comparison::Below | Comparison::AtMost => Comparison::Below,
        Comparison::Equals => {
            return Err(format!("`{}` fires at one exact number, and at no other threshold", alert.key));
        }
    };
    if fires == side {
        return Ok(());
    }
    Err(format!("`{}` fires {}: ask with `--{}`", alert.key, alert::bound(alert), fires.key()))
}

/// Leaves out the time before there were samples, and says so.
fn since(begin: Moment, span: Steps) -> (Steps, Option<String>) {
    if begin <= span.start + span.step {
        return (span, None);
    }
    let kept = Steps::between(begin + span.step - 1, span.end(), span.step);
    let left = moment::length(kept.end() - begin);
    let since = moment::shown(begin);
    (kept, Some(format!("this Prometheus has samples only since {since}: {left} are replayed")))
}

/// Leaves out the time before the query had a value: one that is compared has some as long as there is something to look at.
fn with_values(past: Past, is_compared: bool) -> (Past, Vec<String>) {
    let mut notes = Vec::new();
    let steps = past.steps;
    let first = if is_compared { past.first().unwrap_or(steps.count) } else { 0 };
    // A rate has none before its second sample.
    if first > 10 && first < steps.count {
        notes.push(format!("the query has no value before {}", moment::shown(steps.at(first))));
    }
    let past = past.from(first);
    let length = past.steps.end() - past.steps.start;
    if length < WEEK && past.steps.count > 0 {
        notes.push(format!("{} are less than a week: pages a week are extrapolated", moment::length(length)));
    }
    (past, notes)
}

/// The words where there is no value at all.
fn nothing(history: &History<'_>, alert: &Alert, expr: &Expr, span: Steps) -> Result<String, String> {
    let mut why = source::missing(history, expr, span)?;
    if why.is_empty() {
        why.push(format!(
            "there are samples of each metric; `gaugewright why {}` says which part is empty",
            alert.key
        ));
    }
    let (from, to) = (moment::shown(span.start), moment::shown(span.end()));
    Ok(format!("the query of `{}` has no value from {from} to {to} UTC: {}", alert.key, why.join("; ")))
}

/// Who tries thresholds.
struct Judge<'a> {
    spec: &'a Spec,
    group: &'a AlertGroup,
    alert: &'a Alert,
    past: &'a Past,
}

impl Judge<'_> {
    fn run(&self, threshold: Option<(Comparison, Tried)>) -> Run {
        let number = threshold.as_ref().map(|(comparison, tried)| (*comparison, tried.number));
        let firings = Rule::new(self.group, self.alert, number).firings(self.past);
        let outcome = self.outcome(threshold.as_ref().map(|(_, tried)| tried.clone()), &firings);
        Run { threshold, firings, outcome }
    }

    fn outcome(&self, threshold: Option<Tried>, firings: &[Firing]) -> Outcome {
        let pages = pages(firings, |labels| self.told_with(labels));
        let steps = self.past.steps;
        let length = (steps.end() - steps.start).max(steps.step);
        #[expect(clippy::cast_precision_loss, reason = "a number of pages, and of milliseconds")]
        let a_week = pages as f64 * WEEK as f64 / length as f64;
        Outcome { threshold, firings: firings.len(), pages, a_week, firing: together(firings) }
    }

    /// The labels by which Alertmanager tells alerts together.
    fn told_with(&self, labels: &Labels) -> Labels {
        let Some(notifications) = &self.spec.notifications else { return Labels::new() };
        let mut all = labels.clone();
        all.insert("alertname".into(), self.alert.name.clone());
        let taken = notifications.taken_by(&all);
        let by = &taken.first().map_or(&notifications.grouping, |route| &route.grouping).by;
        // Three dots are all labels.
        all.retain(|name, _| by.iter().any(|label| label == name || label == "..."));
        all
    }

    /// A few thresholds with their figures, and the most sensitive one that gives no more than a page a week.
    fn table(&self, comparison: Comparison, writing: &Writing<'_>, runs: &[Run]) -> (Vec<Outcome>, Weekly) {
        let mut rows: Vec<Outcome> = Vec::new();
        let mut too_many = 0;
        for tried in writing.candidates(comparison, self.past.worst(comparison)) {
            let row = self.run(Some((comparison, tried))).outcome;
            too_many += usize::from(row.a_week > 1.0);
            rows.push(row);
            // Beyond that, only what fires still more often.
            if too_many > ROWS / 2 {
                break;
            }
        }
        let first = rows.iter().position(|row| row.a_week > 1.0);
        let last_good = first.and_then(|first| rows[..first].last()?.threshold.clone());
        let weekly = match (first, last_good) {
            (None, _) => Weekly::MoreNever,
            (Some(_), Some(tried)) => Weekly::At(tried),
            (Some(_), None) => Weekly::MoreAlways,
        };
        rows.retain(|row| row.firings > 0);
        let rows = telling(rows, weekly.threshold());
        let known = runs.iter().map(|run| &run.outcome);
        let own = known.map(|outcome| Outcome { threshold: outcome.threshold.clone(), ..*outcome });
        (ordered(comparison, own.chain(rows).collect()), weekly)
    }
}

/// Those at which the figures change, about as many as a table has rows, with that one among them.
fn telling(rows: Vec<Outcome>, weekly: Option<&Tried>) -> Vec<Outcome> {
    let mut last = None;
    let changed: Vec<bool> = rows.iter().map(|row| last.replace(row.pages) != Some(row.pages)).collect();
    let count = changed.iter().filter(|changed| **changed).count();
    let every = count.div_ceil(ROWS).max(1);
    let mut seen = 0;
    let keep = |(row, changed): (Outcome, bool)| {
        seen += usize::from(changed);
        let is_kept = changed && (seen - 1).is_multiple_of(every) || row.threshold.as_ref() == weekly;
        is_kept.then_some(row)
    };
    rows.into_iter().zip(changed).filter_map(keep).collect()
}

/// Without repetitions, those that fire least first.
fn ordered(comparison: Comparison, mut rows: Vec<Outcome>) -> Vec<Outcome> {
    let number = |row: &Outcome| row.threshold.as_ref().map_or(f64::NAN, |tried| tried.number);
    rows.sort_by(|one, other| number(other).total_cmp(&number(one)));
    rows.dedup_by(|one, other| number(one).to_bits() == number(other).to_bits());
    if matches!(comparison, Comparison::Below | Comparison::AtMost) {
        rows.reverse();
    }
    rows
}

/// How long at least one of them fired.
fn together(firings: &[Firing]) -> i64 {
    let mut end = Moment::MIN;
    let mut all = 0;
    for firing in firings {
        all += (firing.to - firing.from.max(end)).max(0);
        end = end.max(firing.to);
    }
    all
}

#[cfg(test)]
mod tests;
