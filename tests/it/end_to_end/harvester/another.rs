//! Another service in the same Prometheus, which exports metrics of the same names and is always in trouble: nobody is to be told of it by
//! our alerts, and nothing that it has is to hide what we lack.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use gaugewright_spec::kind::{Instrument, Series};
use gaugewright_spec::model::{Domain, Metric, Spec};
use gaugewright_spec::source::Source;
use gaugewright_spec::unit::Nature;

use super::exporter;
use crate::end_to_end::workspace;

/// The job under which it is scraped.
pub(super) const JOB: &str = "another-service";

/// Starts it on a free port, until the test ends.
pub(super) fn start() -> SocketAddr {
    let text = workspace::read(workspace::path("metrics-spec.yaml"));
    let (spec, _) = gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)).expect("a sound spec");
    let started = Instant::now();
    exporter::serve(move || exposition(&spec, started.elapsed().as_secs_f64()))
}

fn exposition(spec: &Spec, seconds: f64) -> String {
    let mut text = String::new();
    for metric in spec.own_metrics() {
        for series in metric.kind.facts().series {
            for labels in labels(metric) {
                write_series(&mut text, metric, series, &labels, seconds);
            }
        }
    }
    text
}

/// Some of the combinations of its labels: failures are among them.
fn labels(metric: &Metric) -> Vec<String> {
    let mut all = vec![String::new()];
    for label in &metric.labels {
        let values: Vec<&str> = match &*label.domain {
            Domain::Closed(values) => values.iter().take(3).map(String::as_str).collect(),
            Domain::Codes(..) => vec!["200", "500"],
            Domain::Open { .. } => vec!["a"],
        };
        let with = |labels: &String| {
            values.iter().map(|value| format!("{labels}{}=\"{value}\",", label.name)).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

fn write_series(text: &mut String, metric: &Metric, series: &Series, labels: &str, seconds: f64) {
    let name = format!("{}{}", metric.name, series.suffix);
    let much = seconds * 1000.0;
    let is_moment = metric.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp);
    let value = match series.instrument {
        // Nothing is found in its caches.
        Instrument::Counter if name == "cache_hits_total" => 0.0,
        Instrument::Counter | Instrument::Count => much,
        Instrument::Sum => much * 1000.0,
        Instrument::Info => 1.0,
        // What we have not done for long, it has done just now.
        _ if is_moment => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64(),
        // Full, and growing.
        _ => 1e12 + seconds * 1e9,
    };
    if series.instrument != Instrument::Bucket {
        let _ = writeln!(text, "{name}{{{labels}}} {value}");
        return;
    }
    // Everything takes longer than the largest bound.
    for bound in metric.buckets.iter().flatten() {
        let _ = writeln!(text, "{name}{{{labels}le=\"{}\"}} 0", bound.to_f64());
    }
    let _ = writeln!(text, "{name}{{{labels}le=\"+Inf\"}} {much}");
}
