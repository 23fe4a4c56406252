//! Alerts, and who gets them.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Spec, Taken};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{BinaryOp, Expr, normal};
use gaugewright_spec::unit::Unit;

use super::said::{list, template};
use crate::aspect::Sort;
use crate::item::{Item, number};
use crate::names::Names;
use crate::table::alerting as row;

/// Alerts that somebody has written; those of objectives are told with these.
pub(super) fn alerts(spec: &Spec, names: &Names) -> Vec<Item> {
    let written = spec.alerts().filter(|(group, _)| group.slo.is_none());
    let mut items: Vec<Item> = written.map(|(group, alert)| self::alert(spec, names, group, alert)).collect();
    number(&mut items);
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for item in &items {
        *titles.entry(item.title.clone()).or_default() += 1;
    }
    for item in items.iter_mut().filter(|item| titles.get(&item.title).is_some_and(|count| *count > 1)) {
        item.shown.clone_from(&item.name);
    }
    items
}

fn alert(spec: &Spec, names: &Names, group: &AlertGroup, alert: &Alert) -> Item {
    let name = format!("{} ({})", alert.name, alert.level());
    let mut item = Item::new(&row::ALERT, name);
    item.title.clone_from(&alert.name);
    item.shown.clone_from(&alert.name);
    condition(&mut item, names, alert);
    item.put_if(&row::ALERT_FOR, alert.hold.filter(|hold| !hold.is_zero()));
    item.put_if(&row::ALERT_KEEP_FIRING, alert.keep_firing.filter(|keep| !keep.is_zero()));
    item.put_if(&row::ALERT_SEVERITY, alert.severity.as_ref().map(|severity| severity.name().to_owned()));
    for (label, value) in &alert.labels {
        let value = template(value);
        // What all series of the service have is told with its selector.
        if !spec.service.identity().any(|own| own == (label, &value)) {
            item.each(&row::ALERT_LABEL, label, value);
        }
    }
    if let Some(receivers) = receivers(spec, names, alert) {
        item.put(&row::ALERT_RECEIVERS, receivers);
        item.put(&row::ALERT_TIMES, times(spec, names, alert));
        item.put(&row::ALERT_GROUPING, grouping(spec, alert));
    }
    item.put_if(&row::ALERT_SUMMARY, alert.own_summary().map(template));
    item.put_if(&row::ALERT_DESCRIPTION, alert.description.as_ref().map(template));
    item.put_if(&row::ALERT_IMPACT, alert.impact.as_ref().map(template));
    for (name, text) in &alert.annotations {
        item.each(&row::ALERT_ANNOTATION, name, template(text));
    }
    item.unshown(&row::ALERT_RUNBOOK, alert.runbook.join("\n"));
    item.unshown(&row::ALERT_TESTS, format!("{:?}", alert.tests));
    item.put(&row::ALERT_GROUP, &group.name);
    item.unshown(
        &row::ALERT_RECORDED,
        alert.recorded.as_ref().map(|expr| names.query(expr)).unwrap_or_default(),
    );
    item
}

/// The query and the threshold apart, wherever the threshold stands.
fn condition(item: &mut Item, names: &Names, alert: &Alert) {
    let Some((query, comparison, written, number)) = compared(alert.whole_expr()) else {
        return item.put(&row::ALERT_QUERY, names.query(alert.whole_expr()));
    };
    item.put(&row::ALERT_QUERY, names.query(query));
    let (number, shown) = match &alert.condition {
        Condition::Threshold(threshold) => (Some(threshold.number), threshold.quantity.text.clone()),
        Condition::AnySeries => (Number::from_f64(number), normal(written)),
    };
    // 2 seconds are 2000 milliseconds, whatever the query gives.
    let scale = alert.ty.unit.as_ref().map_or(Number::ONE, Unit::scale);
    let in_base = number.and_then(|number| number.times(scale)).map(|number| number.to_string());
    let key = format!("{comparison} {}", in_base.as_deref().unwrap_or(&shown));
    item.put_as(&row::ALERT_THRESHOLD, key, format!("{comparison} {shown}"));
}

/// What an expression compares with a number, how, and the number: as it is written, and what it is.
fn compared(expr: &Expr) -> Option<(&Expr, &'static str, &Expr, f64)> {
    let Expr::Binary(binary) = expr.without_parens() else { return None };
    let comparison = match binary.op.value {
        BinaryOp::Gt => Comparison::Above,
        BinaryOp::Ge => Comparison::AtLeast,
        BinaryOp::Lt => Comparison::Below,
        BinaryOp::Le => Comparison::AtMost,
        BinaryOp::Eq => Comparison::Equals,
        _ => return None,
    };
    let number = binary.rhs.constant().filter(|_| binary.bool_modifier.is_none())?;
    Some((&binary.lhs, comparison.key(), &binary.rhs, number))
}

fn taken<'s>(spec: &'s Spec, alert: &Alert) -> Option<&'s [Taken]> {
    let deliveries = &spec.notifications.as_ref()?.deliveries;
    let is_its = |delivery: &&gaugewright_spec::model::Delivery| {
        delivery.alert == alert.key && delivery.level == alert.level()
    };
    deliveries.iter().find(is_its).map(|delivery| delivery.taken.as_slice())
}

/// Who gets an alert, in words.
pub(super) fn receivers(spec: &Spec, names: &Names, alert: &Alert) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for taken in taken(spec, alert)? {
        let name = names.of(Sort::Receiver, &taken.receiver);
        all.push(if taken.always { name } else { format!("{name} (some of it)") });
    }
    all.sort();
    all.dedup();
    Some(list(all))
}

fn times(spec: &Spec, names: &Names, alert: &Alert) -> String {
    let taken = taken(spec, alert).unwrap_or_default();
    let intervals = |of: &[String]| list(of.iter().map(|name| names.of(Sort::Interval, name)));
    let mut all: Vec<String> = Vec::new();
    for route in taken {
        let active = (!route.active.is_empty()).then(|| format!("in {}", intervals(&route.active)));
        let muted = (!route.muted.is_empty()).then(|| format!("not in {}", intervals(&route.muted)));
        let times: Vec<String> = active.into_iter().chain(muted).collect();
        let times = if times.is_empty() { "always".to_owned() } else { times.join(", ") };
        let receiver = names.of(Sort::Receiver, &route.receiver);
        // Who is told is said elsewhere.
        all.push(if taken.len() == 1 { times } else { format!("{receiver} {times}") });
    }
    all.sort();
    all.dedup();
    if all.iter().all(|times| times.ends_with("always")) { "always".to_owned() } else { all.join("; ") }
}

fn grouping(spec: &Spec, alert: &Alert) -> String {
    let mut all: Vec<String> = Vec::new();
    for taken in taken(spec, alert).into_iter().flatten() {
        let grouping = &taken.grouping;
        let mut by = grouping.by.clone();
        by.sort();
        all.push(format!(
            "by {}, after {}, again after {} and {}",
            list(by),
            grouping.wait,
            grouping.interval,
            grouping.repeat
        ));
    }
    all.sort();
    all.dedup();
    all.join("; ")
}

/// How groups are evaluated.
pub(super) fn groups(spec: &Spec, _: &Names) -> Vec<Item> {
    let of = |group: &AlertGroup| {
        let mut item = Item::new(&row::GROUP_INTERVAL, &group.name);
        // Files of people may have several of one name.
        item.identity = group.alerts.iter().map(|alert| format!("{}\n", alert.name)).collect();
        item.put_if(&row::GROUP_INTERVAL, group.interval);
        item.put_if(&row::GROUP_LIMIT, group.limit.filter(|limit| *limit > 0));
        item.put_if(&row::GROUP_OFFSET, group.query_offset.filter(|offset| !offset.is_zero()));
        item
    };
    spec.alert_groups.iter().filter(|group| group.slo.is_none()).map(of).collect()
}

pub(super) fn severities(spec: &Spec, _: &Names) -> Vec<Item> {
    let of = |severity: &gaugewright_spec::model::Severity| {
        let mut item = Item::new(&row::SEVERITY, severity.name());
        item.put(&row::SEVERITY_MEANING, spec.severities.meaning(severity));
        item
    };
    spec.severities.iter().map(of).collect()
}
