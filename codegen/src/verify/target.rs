//! A scrape of the service against the metrics of the spec.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Domain, Metric, Origin, Series, Spec, is_initially_exported};

use super::{Drift, Exposition, Kind, Sample};

/// What a service may export beside its spec: metrics of the process and of the library itself.
const OWN: &[&str] = &["process_", "gaugewright_"];

/// Everything in which a scrape differs from the spec, sorted; a difference that many series have is said once.
pub fn target(spec: &Spec, scrape: &Exposition) -> Vec<Drift> {
    let mut drifts: BTreeSet<Drift> = scrape
        .malformed
        .iter()
        .map(|(line, problem)| Drift::new(Kind::Malformed, format!("line {line}"), problem.clone()))
        .collect();
    let mut seen: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for sample in &scrape.samples {
        match spec.metrics().series(&sample.name).filter(|series| series.metric.origin == Origin::Service) {
            Some(owner) => {
                seen.entry(&owner.metric.name).or_default().push(sample);
                drifts.extend(one_series(spec, owner, sample));
            }
            None if OWN.iter().any(|prefix| sample.name.starts_with(prefix)) => {}
            None => {
                let message = "the spec has no such metric";
                drifts.insert(Drift::new(Kind::Unknown, &sample.name, message));
            }
        }
    }
    for metric in spec.own_metrics() {
        let samples = seen.get(metric.name.as_str()).map_or(&[][..], Vec::as_slice);
        drifts.extend(one_metric(spec, metric, scrape, samples));
    }
    drifts.extend(budget(spec, scrape.samples.len()));
    drifts.into_iter().collect()
}

fn one_series(spec: &Spec, owner: Series<'_>, sample: &Sample) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let constants = &spec.service.labels;
    let expected: BTreeSet<&str> =
        owner.labels().chain(constants.iter().map(|(name, _)| name.as_str())).collect();
    let found: BTreeSet<&str> = sample.labels.keys().map(String::as_str).collect();
    for name in expected.difference(&found) {
        drifts.push(Drift::new(Kind::Labels, &sample.name, format!("a series lacks the label `{name}`")));
    }
    for name in found.difference(&expected) {
        drifts.push(Drift::new(
            Kind::Labels,
            &sample.name,
            format!("a series has the label `{name}`, which the spec has not"),
        ));
    }
    for (name, expected) in constants {
        if let Some(value) = sample.labels.get(name).filter(|value| *value != expected) {
            let message = format!("`{name}` is `{value}`; in the spec it is `{expected}`");
            drifts.push(Drift::new(Kind::Value, &sample.name, message));
        }
    }
    for label in &owner.metric.labels {
        let Some(value) = sample.labels.get(&label.name) else { continue };
        // An open label that has reached its limit folds the rest.
        if !matches!(*label.domain, Domain::Open { .. }) && !label.domain.contains(value) {
            let message = format!("`{}` is `{value}`, which the spec does not know", label.name);
            drifts.push(Drift::new(Kind::Value, &sample.name, message));
        }
    }
    drifts.extend(out_of_range(owner.metric, sample));
    drifts
}

fn out_of_range(metric: &Metric, sample: &Sample) -> Option<Drift> {
    let range = metric.range.as_ref()?;
    let low = range.low.map_or(f64::NEG_INFINITY, gaugewright_spec::number::Number::to_f64);
    let high = range.high.map_or(f64::INFINITY, gaugewright_spec::number::Number::to_f64);
    (sample.value < low || sample.value > high).then(|| {
        Drift::new(
            Kind::Range,
            &sample.name,
            format!("its value is {}, outside of {low} to {high}", sample.value),
        )
    })
}

fn one_metric(spec: &Spec, metric: &Metric, scrape: &Exposition, samples: &[&Sample]) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let expected = metric.kind.facts().exposition_type;
    match scrape.types.get(&metric.name) {
        Some(found) if found != expected => {
            let message = format!("its type is `{found}`, in the spec it is a {}", metric.kind.name());
            drifts.push(Drift::new(Kind::Type, &metric.name, message));
        }
        // Others appear when something happens.
        None if samples.is_empty() && is_initially_exported(metric, &spec.tracks) => {
            drifts.push(Drift::new(Kind::Missing, &metric.name, "the service does not export it"));
        }
        _ => {}
    }
    drifts.extend(buckets(metric, samples));
    drifts
}

fn buckets(metric: &Metric, samples: &[&Sample]) -> Option<Drift> {
    let bounds = metric.buckets.as_deref()?;
    let found: BTreeSet<String> =
        samples.iter().filter_map(|sample| sample.labels.get("le")).cloned().collect();
    if found.is_empty() {
        return None;
    }
    let number = |text: &str| if text == "+Inf" { Some(f64::INFINITY) } else { text.parse().ok() };
    let mut there: Vec<f64> = found.iter().filter_map(|text| number(text)).collect();
    there.sort_by(f64::total_cmp);
    let expected: Vec<f64> = bounds.iter().map(|bound| bound.to_f64()).chain([f64::INFINITY]).collect();
    let same = there.len() == found.len()
        && there.len() == expected.len()
        && there.iter().zip(&expected).all(|(a, b)| a.total_cmp(b).is_eq());
    let listed = |bounds: &[f64]| bounds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    (!same).then(|| {
        let message =
            format!("its buckets are {}; in the spec they are {}", listed(&there), listed(&expected));
        Drift::new(Kind::Buckets, &metric.name, message)
    })
}

fn budget(spec: &Spec, series: usize) -> Option<Drift> {
    let budget = spec.service.series_budget?;
    (series as u64 > budget).then(|| {
        Drift::new(
            Kind::Budget,
            &spec.service.name,
            format!("it exports {series} series, and may export {budget}"),
        )
    })
}
