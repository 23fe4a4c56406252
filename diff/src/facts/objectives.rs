//! Objectives. What follows from one is told with it: its alerts, its series, its panels.

use gaugewright_spec::model::{Alert, Indicator, Slo, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{Expr, VectorSelector};

use super::alerts::receivers;
use crate::item::Item;
use crate::names::Names;
use crate::table::alerting as row;

pub(super) fn objectives(spec: &Spec, names: &Names) -> Vec<Item> {
    spec.slos.iter().map(|slo| objective(spec, names, slo)).collect()
}

fn objective(spec: &Spec, names: &Names, slo: &Slo) -> Item {
    let mut item = Item::new(&row::OBJECTIVE, &slo.name);
    item.put(&row::OBJECTIVE_TARGET, percent(slo));
    item.put(&row::OBJECTIVE_WINDOW, slo.window);
    item.put(&row::OBJECTIVE_COUNTED, counted(names, &slo.indicator));
    item.set(&row::OBJECTIVE_BY, &slo.by);
    for (label, value) in &slo.labels {
        item.each(&row::OBJECTIVE_LABEL, label, value);
    }
    if let Some(traffic) = slo.min_traffic {
        item.put_as(&row::OBJECTIVE_TRAFFIC, traffic.to_string(), format!("{}/s", short(traffic)));
    }
    let burns = slo.burns.iter();
    let burn = |burn: &gaugewright_spec::model::Burn| {
        format!("{}: rate {} over {} and {}", burn.alert.key(), short(burn.factor), burn.long, burn.short)
    };
    item.set(&row::OBJECTIVE_BURNS, burns.map(burn));
    let groups = spec.alert_groups.iter().filter(|group| group.slo.as_ref() == Some(&slo.name));
    for alert in groups.flat_map(|group| &group.alerts) {
        of_alert(&mut item, spec, names, slo, alert);
    }
    item.put(&row::OBJECTIVE_TITLE, &slo.title);
    item.put(&row::OBJECTIVE_HELP, &slo.help);
    item
}

fn of_alert(item: &mut Item, spec: &Spec, names: &Names, slo: &Slo, alert: &Alert) {
    // Its name follows from that of the objective.
    let name = if alert.name == slo.absent_name() { "absence" } else { alert.severity_name() };
    let slots = gaugewright_spec::model::SloAlert::ALL;
    let name = slots.iter().find(|slot| slo.alert_name(**slot) == alert.name).map_or(name, |slot| slot.key());
    item.has(&row::OBJECTIVE_ALERT, name);
    item.each(&row::OBJECTIVE_SEVERITY, name, alert.severity_name());
    if let Some(receivers) = receivers(spec, names, alert) {
        item.each(&row::OBJECTIVE_RECEIVERS, name, receivers);
    }
}

fn percent(slo: &Slo) -> String {
    let percent = slo.objective.times(Number::integer(100));
    percent.map_or_else(|| slo.objective.to_string(), |percent| format!("{percent}%"))
}

/// A number with as many digits as people read.
fn short(number: Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 6 {
        return exact;
    }
    let rounded = format!("{:.4}", number.to_f64());
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn counted(names: &Names, indicator: &Indicator) -> String {
    let query = |selector: &VectorSelector| names.query(&Expr::from(selector.clone()));
    match indicator {
        Indicator::Bad { bad, of } => format!("bad {} of {}", query(bad), query(of)),
        Indicator::Good { good, of } => format!("good {} of {}", query(good), query(of)),
        Indicator::Apart { bad, good } => format!("bad {}, good {}", query(bad), query(good)),
        Indicator::Latency { bucket, of, within } => {
            format!("within {within}: {} of {}", query(bucket), query(of))
        }
        Indicator::Ratio { ratio, of } => {
            let of = of.as_ref().map(|of| format!(" of {}", query(of))).unwrap_or_default();
            names.query(ratio) + &of
        }
    }
}
