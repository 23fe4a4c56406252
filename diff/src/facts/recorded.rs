//! What is recorded, and named queries. What is recorded for objectives is told with these.

use gaugewright_spec::model::{Recording, RecordingGroup, Spec};

use crate::aspect::Sort;
use crate::item::{Item, number};
use crate::names::Names;
use crate::table::measured as row;

pub(super) fn recordings(spec: &Spec, names: &Names) -> Vec<Item> {
    let groups = spec.recording_groups.iter().filter(|group| group.slo.is_none());
    let mut items: Vec<Item> =
        groups.flat_map(|group| group.rules.iter().map(|rule| recording(spec, names, group, rule))).collect();
    // One name may be recorded several times, with other labels.
    number(&mut items);
    items
}

fn recording(spec: &Spec, names: &Names, group: &RecordingGroup, rule: &Recording) -> Item {
    let mut item = Item::new(&row::RECORDING, names.of(Sort::Recording, &rule.name));
    item.put(&row::RECORDING_QUERY, names.query(&rule.expr));
    item.put_if(&row::RECORDING_UNIT, rule.unit.as_ref());
    for (label, value) in &rule.labels {
        // What all series of the service have is told with its selector.
        if !spec.service.identity().any(|own| own == (label, value)) {
            item.each(&row::RECORDING_LABEL, label, value);
        }
    }
    item.put_if(&row::RECORDING_INTERVAL, group.interval);
    item.put(&row::RECORDING_HELP, &rule.help);
    item
}

pub(super) fn queries(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |query: &gaugewright_spec::model::Query| {
        let mut item = Item::new(&row::QUERY, &query.name);
        item.put(&row::QUERY_EXPR, names.query(&query.expr));
        item.put(&row::QUERY_HELP, &query.help);
        item
    };
    spec.queries.iter().map(of).collect()
}
