//! Registries of the crate `prometheus` whose metrics go into our exposition.
//!
//! Its own encoder writes their samples: the types that hold them have no accessors that are there both with and without
//! its feature `protobuf`. Only the lines above them are ours, because they depend on the format.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use prometheus::proto::{MetricFamily, MetricType};
use prometheus::{Encoder, Registry, TextEncoder};

use crate::exposition::{FOLDED, Format, write_header, write_seconds};
use crate::schema::{Kind, Schema};

/// Two metrics of one name: a scrape with both would be rejected as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    name: String,
    family: String,
    owner: String,
}

impl Collision {
    /// The name that both want.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Collision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, family, owner } = self;
        write!(f, "the registry has a metric `{family}`, but the name `{name}` belongs to {owner}: ")?;
        f.write_str("rename one of the two, or take it out of the registry")
    }
}

impl std::error::Error for Collision {}

/// Some registries, and who has which name.
#[derive(Clone)]
pub(crate) struct Registries {
    registries: Vec<Registry>,
    /// Every name that a family or a sample has, and whose it is; nothing before there is a registry.
    taken: BTreeMap<String, String>,
}

impl fmt::Debug for Registries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registries").field("registries", &self.registries.len()).finish_non_exhaustive()
    }
}

impl Registries {
    pub(crate) fn new() -> Self {
        Self { registries: Vec::new(), taken: BTreeMap::new() }
    }

    /// One more registry, unless it has a metric whose name is taken.
    pub(crate) fn add(&mut self, registry: Registry, schema: &Schema) -> Result<(), Collision> {
        let families = registry.gather();
        let mut taken = if self.registries.is_empty() { spec_names(schema) } else { self.taken.clone() };
        for family in &families {
            for name in family_names(family) {
                if let Some(owner) = taken.get(&name) {
                    return Err(Collision { name, family: family.name().to_owned(), owner: owner.clone() });
                }
            }
            let owner = format!("`{}` in another registry", family.name());
            // Its own names may overlap, so they are taken together.
            taken.extend(family_names(family).into_iter().map(|name| (name, owner.clone())));
        }
        // Only while registries are put together: what they have may change.
        self.registries.push(registry);
        self.taken = taken;
        Ok(())
    }

    /// All families as they are now, sorted by name. One that appeared under a name that is taken is left out.
    pub(crate) fn gather(&self, schema: &Schema) -> Vec<Foreign> {
        if self.registries.is_empty() {
            return Vec::new();
        }
        let mut used: BTreeSet<String> = spec_names(schema).into_keys().collect();
        let mut families = BTreeMap::new();
        for family in self.registries.iter().flat_map(Registry::gather) {
            let names = family_names(&family);
            if !names.iter().any(|name| used.contains(name)) {
                used.extend(names);
                families.insert(family.name().to_owned(), family);
            }
        }
        let is_taken = |name: &str| used.contains(name);
        families.into_iter().filter_map(|(name, family)| Foreign::new(name, &family, is_taken)).collect()
    }
}

const HISTOGRAM: &[&str] = &["_bucket", "_sum", "_count"];

/// Every name that a family or a sample of the spec has, and whose it is.
fn spec_names(schema: &Schema) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::from([(FOLDED.to_owned(), "Gaugewright itself".to_owned())]);
    for metric in schema.metrics {
        let is_histogram = matches!(metric.kind, Kind::Durations(_) | Kind::Values(_));
        for name in names(metric.name, if is_histogram { HISTOGRAM } else { &[] }) {
            taken.insert(name, format!("`{}` in the spec of {}", metric.name, schema.service));
        }
    }
    taken
}

/// The names of a family's samples, and its own.
fn names(family: &str, suffixes: &[&str]) -> Vec<String> {
    let samples = suffixes.iter().map(|suffix| format!("{family}{suffix}"));
    std::iter::once(family.to_owned()).chain(samples).collect()
}

fn family_names(family: &MetricFamily) -> Vec<String> {
    let suffixes = match family.get_field_type() {
        MetricType::HISTOGRAM => HISTOGRAM,
        MetricType::SUMMARY => &HISTOGRAM[1..],
        _ => &[],
    };
    names(family.name(), suffixes)
}

/// A family of a registry.
#[derive(Debug)]
pub(crate) struct Foreign {
    pub(crate) name: String,
    help: String,
    /// What it is in the text format.
    kind: &'static str,
    /// Its name and type in `OpenMetrics`.
    openmetrics: (String, &'static str),
    has_times: bool,
    samples: String,
}

impl Foreign {
    fn new(name: String, family: &MetricFamily, is_taken: impl Fn(&str) -> bool) -> Option<Self> {
        let mut text = Vec::new();
        TextEncoder::new().encode(std::slice::from_ref(family), &mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let samples = samples.flat_map(|line| [line, "\n"]).collect();
        let kind = match family.get_field_type() {
            MetricType::COUNTER => "counter",
            MetricType::GAUGE => "gauge",
            MetricType::HISTOGRAM => "histogram",
            MetricType::SUMMARY => "summary",
            MetricType::UNTYPED => "untyped",
        };
        let openmetrics = match (kind, name.strip_suffix("_total")) {
            ("counter", Some(stem)) if !stem.is_empty() && !is_taken(stem) => (stem.to_owned(), kind),
            ("counter" | "untyped", _) => (name.clone(), "unknown"),
            _ => (name.clone(), kind),
        };
        let has_times = family.get_metric().iter().any(|metric| metric.timestamp_ms() != 0);
        Some(Self { name, help: family.help().to_owned(), kind, openmetrics, has_times, samples })
    }

    /// Appends the family's lines.
    pub(crate) fn write(&self, out: &mut Vec<u8>, format: Format) {
        let (name, kind) = match format {
            Format::Text => (&*self.name, self.kind),
            Format::OpenMetrics => (&*self.openmetrics.0, self.openmetrics.1),
        };
        write_header(out, format, name, kind, None, &self.help);
        if !(self.has_times && format == Format::OpenMetrics) {
            return out.extend_from_slice(self.samples.as_bytes());
        }
        self.samples.lines().for_each(|line| with_seconds(out, line));
    }
}

/// A line whose time stamp is turned from milliseconds into seconds.
fn with_seconds(out: &mut Vec<u8>, line: &str) {
    // After the labels, whose values may contain anything: a number, and perhaps a time stamp.
    let numbers = line.rfind('}').map_or_else(|| line.find(' '), |brace| Some(brace + 1)).unwrap_or(0);
    let (sample, time) = match line[numbers..].trim_start().split_once(' ') {
        Some((_, time)) => line.split_at(line.len() - time.len()),
        None => (line, ""),
    };
    out.extend_from_slice(sample.as_bytes());
    if let Ok(millis) = time.parse::<i64>() {
        if millis < 0 {
            out.push(b'-');
        }
        write_seconds(out, millis.unsigned_abs().saturating_mul(1_000_000));
    }
    out.push(b'\n');
}
