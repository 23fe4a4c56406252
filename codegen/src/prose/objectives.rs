//! Service level objectives in sentences.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Indicator, Slo, SloAlert, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{self, Expr};
use gaugewright_spec::unit::Unit;
use serde::Serialize;

use super::amount;

/// An objective.
#[derive(Serialize)]
pub(super) struct Objective<'s> {
    title: &'s str,
    help: &'s str,
    /// The share that has to be good.
    good: String,
    window: String,
    /// How long all may be bad within the window.
    budget: Option<String>,
    /// Labels for each value of which there is one.
    by: &'s [String],
    /// What is bad, or good.
    counted: String,
    alerts: Vec<String>,
}

/// The objectives, in the order of the spec.
pub(super) fn objectives(spec: &Spec) -> Vec<Objective<'_>> {
    spec.slos.iter().map(|slo| objective(spec, slo)).collect()
}

fn objective<'s>(spec: &'s Spec, slo: &'s Slo) -> Objective<'s> {
    let names = SloAlert::ALL.into_iter().map(|kind| slo.alert_name(kind)).chain([slo.absent_name()]);
    let budget = slo.window.length().as_seconds().times(slo.budget).and_then(Duration::from_seconds);
    Objective {
        title: &slo.title,
        help: &slo.help,
        good: share(slo.objective),
        window: slo.window.to_string(),
        budget: budget.map(|budget| budget.to_string()),
        by: &slo.by,
        counted: counted(&slo.indicator),
        alerts: names.filter(|name| spec.alert(name).is_some()).collect(),
    }
}

fn counted(indicator: &Indicator) -> String {
    let selector = |selector| promql::print(&Expr::Vector(selector));
    match indicator {
        Indicator::Bad { bad, .. } => format!("bad: `{}`", selector(bad.clone())),
        Indicator::Apart { bad, good } => {
            format!("bad: `{}`, good: `{}`", selector(bad.clone()), selector(good.clone()))
        }
        Indicator::Good { good, .. } => format!("good: `{}`", selector(good.clone())),
        Indicator::Latency { bucket, .. } => format!("good: `{}`", selector(bucket.clone())),
        Indicator::Ratio { ratio, .. } => format!("bad: `{}`", promql::print(ratio)),
    }
}

/// When an alert of an objective fires; nothing if it is none.
pub(super) fn condition(spec: &Spec, alert: &Alert) -> Option<String> {
    let slo = spec.slos.get(&alert.labels.get("slo")?.fixed()?)?;
    if alert.name == slo.absent_name() {
        return Some(format!("{}: nothing is counted", slo.title));
    }
    let kind = SloAlert::ALL.into_iter().find(|kind| slo.alert_name(*kind) == alert.name)?;
    let burn = |burn: &gaugewright_spec::model::Burn| {
        let (threshold, long, short) = (share(burn.threshold), burn.long, burn.short);
        format!("more than {threshold} is bad within {long} and within {short}")
    };
    let burns: Vec<String> = slo.burns(kind).map(burn).collect();
    Some(format!("{}: {}", slo.title, burns.join(", or ")))
}

fn share(number: Number) -> String {
    amount::amount(number, Some(&Unit::ratio()))
}
