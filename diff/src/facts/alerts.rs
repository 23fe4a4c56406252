//! Alerts, and who gets them.

use gaugewright_spec::model::{Alert, AlertGroup, Condition, Spec, Taken};
use gaugewright_spec::promql::Expr;

use super::said::{list, template};
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::alerting as row;

/// Alerts that somebody has written; those of objectives are told with these.
pub(super) fn alerts(spec: &Spec, names: &Names) -> Vec<Item> {
    let written = spec.alerts().filter(|(group, _)| group.slo.is_none());
    let mut items: Vec<Item> = written.map(|(group, alert)| self::alert(spec, names, group, alert)).collect();
    let mut seen = std::collections::BTreeMap::new();
    for item in &mut items {
        let count = seen.entry(item.name.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            item.name = format!("{} #{count}", item.name);
        }
    }
    items
}

fn alert(spec: &Spec, names: &Names, group: &AlertGroup, alert: &Alert) -> Item {
    let name = format!("{} ({})", alert.name, alert.severity_name());
    let mut item = Item::new(&row::ALERT, name);
    item.title.clone_from(&alert.name);
    condition(&mut item, names, alert);
    item.put_if(&row::ALERT_FOR, alert.hold.filter(|hold| !hold.is_zero()));
    item.put_if(&row::ALERT_KEEP_FIRING, alert.keep_firing.filter(|keep| !keep.is_zero()));
    item.put_if(&row::ALERT_SEVERITY, alert.severity.as_ref().map(|severity| severity.name().to_owned()));
    for (label, value) in &alert.labels {
        item.each(&row::ALERT_LABEL, label, names.label(&template(value)));
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

/// The query and the threshold apart, as they are written.
fn condition(item: &mut Item, names: &Names, alert: &Alert) {
    let query = match (&alert.condition, &alert.expr) {
        (Condition::Threshold(threshold), Expr::Binary(binary)) => {
            let key = format!("{} {}", threshold.comparison.key(), threshold.number);
            let shown = format!("{} {}", threshold.comparison.key(), threshold.quantity.text);
            item.put_as(&row::ALERT_THRESHOLD, key, shown);
            &binary.lhs
        }
        (_, expr) => expr,
    };
    item.put(&row::ALERT_QUERY, names.query(query));
}

fn taken<'s>(spec: &'s Spec, alert: &Alert) -> Option<&'s [Taken]> {
    let deliveries = &spec.notifications.as_ref()?.deliveries;
    let is_its = |delivery: &&gaugewright_spec::model::Delivery| {
        delivery.alert == alert.key && delivery.severity == alert.severity_name()
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
    let mut all: Vec<String> = Vec::new();
    for taken in taken(spec, alert).into_iter().flatten() {
        let intervals = |of: &[String]| list(of.iter().map(|name| names.of(Sort::Interval, name)));
        let mut times = Vec::new();
        if !taken.active.is_empty() {
            times.push(format!("in {}", intervals(&taken.active)));
        }
        if !taken.muted.is_empty() {
            times.push(format!("not in {}", intervals(&taken.muted)));
        }
        if !times.is_empty() {
            all.push(format!("{} {}", names.of(Sort::Receiver, &taken.receiver), times.join(", ")));
        }
    }
    all.sort();
    all.dedup();
    if all.is_empty() { "always".to_owned() } else { all.join("; ") }
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
