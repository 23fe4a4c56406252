//! Why an alert did or did not fire at a moment: in words, and with the value of each part of its query.

mod empty;
mod look;
mod matching;
mod nan;
mod parts;
mod reason;
mod report;
mod selector;
mod silences;
mod teller;
mod told;
mod window;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Spec};
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{Expr, MatchOp, VectorSelector, print};

use self::look::{Look, plain};
use self::parts::Part;
use self::reason::{Kind, Reason};
use self::teller::Teller;
use crate::alert;
use crate::history::{Ask, History, Labels, Steps};
use crate::moment::Moment;
use crate::replay::firing::{Past, Rule, State};

/// How far back is looked for when it began to be pending.
const BACK: i64 = 6 * 3_600_000;
/// No farther, whatever `for` says: a month.
const FARTHEST: i64 = 31 * 86_400_000;
/// Of more series than these nobody reads why.
const SERIES: usize = 6;

/// What is asked.
pub(crate) struct Asked<'a> {
    pub(crate) history: History<'a>,
    /// An Alertmanager.
    pub(crate) alertmanager: Option<Ask<'a>>,
    pub(crate) at: Moment,
    /// Whether that is now.
    pub(crate) is_now: bool,
}

/// What was found.
pub(crate) struct Why<'s> {
    alert: &'s Alert,
    at: Moment,
    states: Vec<State>,
    reasons: Vec<Reason>,
    parts: Vec<Part>,
}

/// Says why a rule did or did not fire.
pub(crate) fn why<'s>(
    asked: &Asked<'_>,
    spec: &'s Spec,
    (group, alert): (&'s AlertGroup, &'s Alert),
) -> Result<Why<'s>, String> {
    let millis =
        |time: Option<Duration>| i64::try_from(time.unwrap_or_default().as_millis()).unwrap_or(i64::MAX / 8);
    let interval = millis(Some(group.interval.unwrap_or(spec.service.evaluation_interval))).max(1);
    let back = BACK.max(2 * (millis(alert.hold) + millis(alert.keep_firing))).min(FARTHEST);
    let steps = Steps::between(asked.at - back, asked.at, interval);
    let late = millis(group.query_offset);
    let look = Look::new(asked.history, spec, steps.end() - late);
    let mut reasons = Vec::new();
    let (expr, is_unrecorded) = read(&look, alert, &mut reasons)?;
    let value = alert::watched(alert, &expr).0;
    let looked = Steps { start: steps.start - late, ..steps };
    let past = Past::new(alert, steps, asked.history.over(&print(value), looked)?)?;
    let threshold = match &alert.condition {
        Condition::Threshold(threshold) => Some((threshold.comparison, threshold.number.to_f64())),
        Condition::AnySeries => None,
    };
    let rule = Rule::new(group, alert, threshold);
    let mut states = rule.states(&past);
    if is_unrecorded {
        reasons.extend(unrecorded(&mut states, alert));
    }
    sort(&mut states, threshold);
    let teller = Teller { look: &look, alert, value, hold: millis(alert.hold), end: steps.end(), back };
    for state in states.iter().take(SERIES) {
        reasons.extend(teller.of_state(state, threshold)?);
    }
    if states.len() > SERIES {
        let words = format!("{} more of its series are farther from firing", states.len() - SERIES);
        reasons.push(Reason::new(Kind::Threshold, words));
    }
    if rule.is_too_many(states.iter().filter(|state| state.active.is_some()).count()) {
        let words =
            "these are more alerts than the `limit` of the group: the rule fails, and none of them fires";
        reasons.push(Reason::new(Kind::OtherRule, words));
    }
    if states.iter().all(|state| state.value.is_none() && state.active.is_none() && state.last.is_none()) {
        reasons.extend(empty::why(&look, value)?);
    }
    let is_firing = |state: &&State| state.active.is_some_and(|active| active.firing);
    if states.iter().all(|state| !is_firing(&state)) {
        reasons.extend(window::notes(&look, &expr)?);
    }
    let firing: Vec<Labels> =
        states.iter().filter(is_firing).map(|state| named(alert, &state.labels)).collect();
    // Close to where it turned, the moment of an evaluation decides.
    let is_settled = |state: &State| {
        let turned = state.active.filter(|active| active.firing).map(|active| active.since + teller.hold);
        turned.or(state.fired).is_none_or(|turned| steps.end() - turned > 2 * interval)
    };
    if states.iter().all(is_settled) {
        reasons.extend(loaded(&look, alert, &firing)?);
    }
    reasons.extend(told(asked, &look, &firing)?);
    let parts = parts::of(&look, &expr)?;
    Ok(Why { alert, at: steps.end(), states, reasons: unique(reasons), parts })
}

/// Those that fire first, then those that are pending, then those that are nearest to it, then those that have no value any more.
fn sort(states: &mut [State], threshold: Option<(Comparison, f64)>) {
    let rank = |state: &State| match (state.active, state.value) {
        (Some(active), _) => u8::from(!active.firing),
        (None, Some(_)) => 2,
        (None, None) => 3,
    };
    let distance = |state: &State| match (threshold, state.value) {
        (Some((_, number)), Some(value)) => (value - number).abs(),
        _ => 0.0,
    };
    let since = |state: &State| std::cmp::Reverse(state.last.map(|(when, _)| when));
    states.sort_by(|one, other| {
        let distances = distance(one).total_cmp(&distance(other));
        rank(one).cmp(&rank(other)).then(distances).then(since(one).cmp(&since(other)))
    });
}

/// The labels of an alert as Alertmanager has them.
fn named(alert: &Alert, labels: &Labels) -> Labels {
    let mut labels = labels.clone();
    labels.insert("alertname".into(), alert.name.clone());
    labels
}

fn unique(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut unique: Vec<Reason> = Vec::new();
    for reason in reasons {
        if !unique.contains(&reason) {
            unique.push(reason);
        }
    }
    unique
}

/// What is looked at: the expression of the rule, or the one over scraped series where a recording is not there; and whether
/// the rule itself has no result for that.
fn read(look: &Look<'_>, alert: &Alert, reasons: &mut Vec<Reason>) -> Result<(Expr, bool), String> {
    let rules = || look.spec.recording_groups.iter().flat_map(|group| &group.rules);
    let is_recorded = |found: &&VectorSelector| {
        found.name.as_ref().is_some_and(|name| rules().any(|rule| rule.name == name.value))
    };
    for found in alert.rule_expr().selectors().filter(is_recorded) {
        let at = look::moved(&found.modifiers, look.at).unwrap_or(look.at);
        if !look.is_there(&plain(found), at)? {
            reasons.extend(empty::of_selector(look, found)?);
            return Ok((alert.expr.clone(), look.find(alert.rule_expr())?.is_empty()));
        }
    }
    Ok((alert.rule_expr().clone(), false))
}

/// What is said of series that would be active if only what they are made of were recorded; they are not.
fn unrecorded(states: &mut [State], alert: &Alert) -> Option<Reason> {
    let active: Vec<&mut State> = states.iter_mut().filter(|state| state.active.is_some()).collect();
    let count = active.len();
    for state in active {
        (state.active, state.fired) = (None, None);
    }
    let words = || {
        let series = if count == 1 { "one series" } else { "several series" };
        format!(
            "`{}` reads what is recorded, and has no result: its query over scraped series holds for {series}",
            alert.key
        )
    };
    (count > 0).then(|| Reason::new(Kind::NotRecorded, words()))
}

/// Whether Prometheus itself has the alert as it should be.
fn loaded(look: &Look<'_>, alert: &Alert, firing: &[Labels]) -> Result<Option<Reason>, String> {
    let is_ours =
        |labels: &Labels| alert.fixed_labels().iter().all(|(name, value)| labels.get(name) == Some(value));
    let series = selector("ALERTS", vec![matcher("alertname", MatchOp::Equal, &alert.name)]);
    let found = look.find(&series.into())?;
    let fires = found.iter().any(|one| {
        one.labels.get("alertstate").is_some_and(|state| state == "firing") && is_ours(&one.labels)
    });
    let words = match (firing.is_empty(), fires) {
        (false, false) => {
            "Prometheus itself has no such alert firing then: the rule is not loaded there, or says something else (`gaugewright verify` compares them)"
        }
        (true, true) => {
            "Prometheus itself had it firing then: the rule that it evaluates says something else (`gaugewright verify` compares them)"
        }
        _ => return Ok(None),
    };
    Ok(Some(Reason::new(Kind::OtherRule, words)))
}

/// The labels with which Prometheus sends an alert: those on everything that leaves it are added to its own.
fn sent(external: &Labels, labels: &Labels) -> Labels {
    external.clone().into_iter().chain(labels.clone()).collect()
}

/// Who is told of what fires.
fn told(asked: &Asked<'_>, look: &Look<'_>, firing: &[Labels]) -> Result<Vec<Reason>, String> {
    let mut reasons = Vec::new();
    if firing.is_empty() {
        return Ok(reasons);
    }
    // It knows best; who does not say it may be deployed by the spec.
    let external = asked.history.external_labels();
    let deployed =
        || look.spec.deploy.prometheus.as_ref().map(|prometheus| prometheus.external_labels.clone());
    let external = external.or_else(deployed).unwrap_or_default();
    let all = selector("ALERTS", vec![matcher("alertstate", MatchOp::Equal, "firing")]);
    let others: Vec<Labels> = look
        .find(&all.into())?
        .into_iter()
        .map(|mut one| {
            one.labels.retain(|name, _| !["__name__", "alertstate"].contains(&name.as_str()));
            sent(&external, &one.labels)
        })
        .collect();
    for labels in firing {
        let labels = &sent(&external, labels);
        match &look.spec.notifications {
            Some(notifications) => reasons.extend(told::of(notifications, labels, &others, asked.at)),
            None => reasons.push(Reason::new(
                Kind::Unknown,
                "who is told is not known: the spec has no `notifications`",
            )),
        }
        if let Some(ask) = asked.alertmanager {
            reasons.extend(silences::at(ask, labels, asked.at)?);
            if asked.is_now {
                reasons.extend(silences::now(ask, labels)?);
            }
        }
    }
    Ok(reasons)
}
