//! The service, its metrics, and what calls record.

use gaugewright_spec::model::{Domain, Init, Metric, MetricLabel, Spec, Track, is_initially_exported};

use super::said::{list, range};
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::measured as row;

pub(super) fn service(spec: &Spec, names: &Names) -> Vec<Item> {
    let service = &spec.service;
    // There is one, whatever it is called.
    let mut item = Item::new(&row::SERVICE_NAME, "");
    item.shown = names.label(&service.name);
    item.put(&row::SERVICE_NAME, &service.name);
    item.put(&row::SERVICE_PORT, service.scrape.port);
    item.put(&row::SERVICE_PATH, &service.scrape.path);
    let mut selector: Vec<String> = service
        .selector
        .iter()
        .map(|matcher| {
            let (op, value) = (matcher.op.value.text(), names.label(&matcher.value.value));
            format!("{}{op}\"{value}\"", matcher.label.value)
        })
        .collect();
    selector.sort();
    item.put_if(&row::SERVICE_SELECTOR, (!selector.is_empty()).then(|| selector.join(", ")));
    for (name, value) in &service.labels {
        item.each(&row::SERVICE_LABEL, name, value);
    }
    item.put(&row::SERVICE_SCRAPE, service.scrape.interval);
    item.put(&row::SERVICE_EVALUATION, service.evaluation_interval);
    item.put_if(&row::SERVICE_RUNBOOKS, service.runbooks.as_ref());
    item.put_if(&row::SERVICE_DASHBOARDS, service.dashboards.as_ref());
    item.put(&row::SERVICE_TITLE, &service.title);
    item.put_if(&row::SERVICE_DESCRIPTION, Some(&service.description).filter(|text| !text.is_empty()));
    item.put_if(&row::SERVICE_BUDGET, service.series_budget);
    item.put(&row::SERVICE_COMMAND, spec.command.generate());
    vec![item]
}

pub(super) fn metrics(spec: &Spec, names: &Names) -> Vec<Item> {
    spec.own_metrics().map(|metric| self::metric(spec, names, metric)).collect()
}

fn metric(spec: &Spec, names: &Names, metric: &Metric) -> Item {
    let mut item = Item::new(&row::METRIC, names.of(Sort::Metric, &metric.name));
    item.put(&row::METRIC_TYPE, metric.kind.name());
    item.put_if(&row::METRIC_UNIT, metric.unit.as_ref());
    for label in &metric.labels {
        self::label(&mut item, label);
    }
    item.set(&row::METRIC_BUCKETS, metric.buckets.iter().flatten());
    let init = if is_initially_exported(metric, &spec.tracks) { Init::All } else { Init::Touched };
    item.put(&row::METRIC_INIT, if init == Init::All { "all" } else { "touched" });
    item.put(&row::METRIC_HELP, &metric.help);
    item.put(&row::METRIC_GROUP, &metric.group);
    let ends = metric.range.as_ref().and_then(|ends| range(ends.low, ends.high));
    item.put_if(&row::METRIC_RANGE, ends);
    item.put_if(&row::METRIC_PART_OF, metric.part_of.as_ref().map(|whole| names.of(Sort::Metric, whole)));
    item
}

fn label(item: &mut Item, label: &MetricLabel) {
    item.has(&row::METRIC_LABEL, &label.name);
    if let Some(values) = label.domain.values() {
        item.has(&row::METRIC_LABEL_LISTED, &label.name);
        item.set_of(&row::METRIC_LABEL_VALUES, &label.name, values);
    }
    if let Domain::Open { limit: Some(limit) } = &*label.domain {
        item.each(&row::METRIC_LABEL_LIMIT, &label.name, limit);
    }
}

/// What is said of labels beside their values, which are told of each metric.
pub(super) fn labels(spec: &Spec, _: &Names) -> Vec<Item> {
    let of = |label: &gaugewright_spec::model::Label| {
        let mut item = Item::new(&row::LABEL_HELP, &label.name);
        item.put(&row::LABEL_HELP, &label.help);
        item.put_if(&row::LABEL_EXPECT, label.expect);
        item
    };
    spec.labels.iter().map(of).collect()
}

pub(super) fn tracks(spec: &Spec, names: &Names) -> Vec<Item> {
    spec.tracks.iter().map(|track| self::track(names, track)).collect()
}

fn track(names: &Names, track: &Track) -> Item {
    let mut item = Item::new(&row::TRACK, &track.name);
    item.set(&row::TRACK_LABELS, &track.labels);
    for (what, metric) in [
        ("calls", &track.calls),
        ("duration", &track.duration),
        ("in_flight", &track.in_flight),
        ("errors", &track.errors),
        ("last_run", &track.last_run),
    ] {
        if let Some(metric) = metric {
            item.each(&row::TRACK_RECORDS, what, names.of(Sort::Metric, metric));
        }
    }
    for record in &track.records {
        let labels = record.labels.iter().map(|(name, value)| format!("{name}=\"{value}\""));
        let labels = if record.labels.is_empty() { String::new() } else { format!("{{{}}}", list(labels)) };
        item.each(&row::TRACK_RECORDS, &record.name, names.of(Sort::Metric, &record.metric) + &labels);
    }
    if let Some(http) = &track.http {
        let labels = [Some(&http.code), http.method.as_ref(), http.endpoint.as_ref()];
        item.each(&row::TRACK_RECORDS, "http", list(labels.into_iter().flatten()));
    }
    item
}
