//! A day in the life of a small service: samples of every metric that its panels read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gaugewright_spec::kind::{Instrument, Series};
use gaugewright_spec::model::{Dashboard, Domain, Metric, Origin, Panel, Spec};
use gaugewright_spec::promql::{VectorSelector, Visit};

/// When the samples begin, in Unix seconds: any full day will do.
pub(in crate::end_to_end) const START: u64 = 1_699_920_000;
/// When they end, and when panels are looked at: a day later, and an hour more for what looks back over one.
pub(in crate::end_to_end) const END: u64 = START + 25 * 3600;
/// The values of an open label, and how many of a closed one occur.
const OPEN: [&str; 4] = ["gpt-4", "gpt-3.5-turbo", "a", "b"];
const CLOSED: usize = 3;
const CODES: [&str; 3] = ["200", "404", "500"];
/// What scrapes add to the series of an instance.
pub(in crate::end_to_end) const TARGET: &str = r#"job="signal-harvester",instance="10.0.0.1:8000",namespace="signal-harvester",pod="signal-harvester-0""#;

/// All samples of a day and more, as OpenMetrics has them.
pub(super) fn samples(spec: &Spec) -> String {
    samples_of(spec, &[TARGET], START)
}

/// All samples of some targets from a time on. Each does more than the one before it.
pub(in crate::end_to_end) fn samples_of(spec: &Spec, targets: &[&str], start: u64) -> String {
    let read = read(spec);
    let mut text = String::new();
    for metric in spec.metrics() {
        for series in metric.kind.facts().series {
            let name = format!("{}{}", metric.name, series.suffix);
            if read.contains(&name) {
                for (at, target) in targets.iter().enumerate() {
                    let labels = labels(metric, target);
                    write_series(&mut text, spec, metric, series, (&name, &labels), (at + 1, start));
                }
            }
        }
    }
    text.push_str("# EOF\n");
    text
}

/// The names of all series that somebody reads.
fn read(spec: &Spec) -> BTreeSet<String> {
    #[derive(Default)]
    struct Names(BTreeSet<String>);
    impl Visit for Names {
        fn selector(&mut self, selector: &VectorSelector) {
            self.0.extend(selector.name.iter().map(|name| name.value.clone()));
        }
    }
    let mut names = Names::default();
    for target in spec.dashboards.iter().flat_map(Dashboard::panels).flat_map(Panel::targets) {
        names.expr(&target.expr);
    }
    spec.queries.iter().for_each(|query| names.expr(&query.expr));
    names.0
}

/// The labels of all series of a metric on a target.
fn labels(metric: &Metric, target: &str) -> Vec<String> {
    let mut all = vec![target.to_owned()];
    for label in metric.labels.iter().filter(|_| metric.origin == Origin::Service) {
        let values = values(&label.domain);
        let with = |labels: &String| {
            values.iter().map(|value| format!("{labels},{}=\"{value}\"", label.name)).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    if metric.origin == Origin::Outside && metric.label("container").is_some() {
        all = all.iter().map(|labels| format!("{labels},container=\"api\",resource=\"cpu\"")).collect();
    }
    all
}

fn write_series(
    text: &mut String,
    spec: &Spec,
    metric: &Metric,
    series: &Series,
    (name, all): (&str, &[String]),
    (times, start): (usize, u64),
) {
    let bounds: Vec<String> =
        metric.buckets.iter().flatten().map(|bound| bound.to_f64().to_string()).collect();
    let bounds = bounds.into_iter().chain(["+Inf".to_owned()]);
    let bounds: Vec<String> =
        if series.instrument == Instrument::Bucket { bounds.collect() } else { vec![String::new()] };
    let step = spec.service.scrape.interval.as_millis() / 1000;
    for (place, labels) in all.iter().enumerate() {
        for (bucket, bound) in bounds.iter().enumerate() {
            let le = if bound.is_empty() { String::new() } else { format!(",le=\"{bound}\"") };
            // The later a target stands, the slower it is.
            let observed = (bucket + 1).min(3 * times);
            for (count, time) in (start..=END).step_by(usize::try_from(step).expect("seconds")).enumerate() {
                let grown = count * ((place * times) % 5 + 1) * observed * times;
                // A gauge goes up and down.
                let value = if series.instrument.is_counter() { grown } else { times * (100 + grown % 100) };
                let _ = writeln!(text, "{name}{{{labels}{le}}} {value} {time}");
            }
        }
    }
}

fn values(domain: &Domain) -> Vec<&str> {
    match domain {
        Domain::Closed(values) => values.iter().take(CLOSED).map(String::as_str).collect(),
        Domain::Codes(..) => CODES.to_vec(),
        Domain::Open { .. } => OPEN.to_vec(),
    }
}
