//! Registries of the crate `prometheus`.
//!
//! Its own encoder writes their samples: the types that hold them have no accessors that are there both with and without
//! its feature `protobuf`. Only the lines above them are ours, because they depend on the format.

use prometheus::proto::{MetricFamily, MetricType};
use prometheus::{Encoder, Registry, TextEncoder};

use super::foreign::{Foreign, Sort};
use super::handmade::Handmade;
use crate::exposition::write_seconds;

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus")))]
impl From<Registry> for Handmade {
    fn from(registry: Registry) -> Self {
        Self::new(move || registry.gather().iter().filter_map(foreign).collect())
    }
}

fn foreign(family: &MetricFamily) -> Option<Foreign> {
    let mut text = Vec::new();
    TextEncoder::new().encode(std::slice::from_ref(family), &mut text).ok()?;
    let text = String::from_utf8(text).ok()?;
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let text: String = samples.flat_map(|line| [line, "\n"]).collect();
    let sort = match family.get_field_type() {
        MetricType::COUNTER => Sort::Counter,
        MetricType::GAUGE => Sort::Gauge,
        MetricType::HISTOGRAM => Sort::Histogram,
        MetricType::SUMMARY => Sort::Summary,
        MetricType::UNTYPED => Sort::Unknown,
    };
    let has_times = family.get_metric().iter().any(|metric| metric.timestamp_ms() != 0);
    Some(Foreign {
        name: family.name().to_owned(),
        sort,
        help: family.help().to_owned(),
        unit: None,
        openmetrics: has_times.then(|| text.lines().map(with_seconds).collect()),
        text,
        keeps_suffix: false,
    })
}

/// A line whose time stamp is turned from milliseconds into seconds.
fn with_seconds(line: &str) -> String {
    // After the labels, whose values may contain anything: a number, and perhaps a time stamp.
    let numbers = line.rfind('}').map_or_else(|| line.find(' '), |brace| Some(brace + 1)).unwrap_or(0);
    let (sample, time) = match line[numbers..].trim_start().split_once(' ') {
        Some((_, time)) => line.split_at(line.len() - time.len()),
        None => (line, ""),
    };
    let mut seconds = Vec::new();
    if let Ok(millis) = time.parse::<i64>() {
        if millis < 0 {
            seconds.push(b'-');
        }
        write_seconds(&mut seconds, millis.unsigned_abs().saturating_mul(1_000_000));
    }
    format!("{sample}{}\n", String::from_utf8_lossy(&seconds))
}
