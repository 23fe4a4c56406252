//! A random spec, and random samples that it allows.

use std::fmt::Write as _;

use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use crate::random::Random;

/// When the samples begin, in Unix seconds: any time will do.
const START: u64 = 1_700_000_000;
/// Seconds between two samples.
const STEP: u64 = 15;
/// Samples of a series that nothing happens to: twenty minutes.
const SAMPLES: u64 = 80;
/// When queries are asked: a while before the last sample, so that `offset` goes both ways.
pub(super) const NOW: u64 = START + 1000;

const LABELS: [(&str, &[&str]); 3] = [
    ("provider", &["openai", "anthropic", "xai"]),
    ("outcome", &["success", "error"]),
    ("code", &["200", "404", "500"]),
];
const BOUNDS: [f64; 5] = [0.1, 0.5, 1.0, 2.5, 10.0];

/// A metric of a world.
#[derive(Clone, Debug)]
pub(super) struct Metric {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) labels: Vec<&'static str>,
    /// A gauge's values, histogram's bounds.
    range: Option<(f64, f64)>,
    bounds: Vec<f64>,
}

/// A spec and samples.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) metrics: Vec<Metric>,
    service: String,
}

impl World {
    /// The same for the same seed, on every machine.
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut metrics = Vec::new();
        for (index, kind) in
            ["counter", "counter", "gauge", "gauge", "gauge", "histogram", "info"].into_iter().enumerate()
        {
            let suffix = if kind == "counter" { "_total" } else { "" };
            let labels = LABELS.iter().map(|(name, _)| *name).filter(|_| random.below(2) == 0);
            let labels = if kind == "info" { vec!["version"] } else { labels.collect() };
            let range = match index {
                3 => Some((0.0, 1.0)),
                4 => Some((-40.0, 125.0)),
                _ => None,
            };
            let keep = 1 + random.below(BOUNDS.len());
            let bounds = if kind == "histogram" { BOUNDS[..keep].to_vec() } else { Vec::new() };
            metrics.push(Metric {
                name: format!("w{seed}_{kind}_{index}{suffix}"),
                kind,
                labels,
                range,
                bounds,
            });
        }
        Self { seed, metrics, service: format!("w{seed}") }
    }

    /// The spec. JSON is YAML.
    pub(super) fn source(&self) -> Source {
        let mut labels: serde_json::Map<String, Value> =
            LABELS.iter().map(|(name, values)| ((*name).to_owned(), json!({ "values": values }))).collect();
        labels.insert("version".into(), json!({ "open": { "limit": 10 } }));
        let metrics = self.metrics.iter().map(|metric| {
            let mut written = json!({ "type": metric.kind, "labels": metric.labels, "help": "Random" });
            if let Some((low, high)) = metric.range {
                written["range"] = json!(format!("{low}..{high}"));
            }
            if !metric.bounds.is_empty() {
                written["buckets"] = json!(metric.bounds);
            }
            (metric.name.clone(), written)
        });
        let metrics: serde_json::Map<String, Value> = metrics.collect();
        let spec = json!({
            "spec": 1,
            "service": { "name": self.service, "scrape": { "port": 8000, "interval": "15s" } },
            "labels": labels,
            "metrics": { "random": metrics },
        });
        Source::new("world.yaml", spec.to_string())
    }

    /// The samples, as OpenMetrics text without its last line.
    pub(super) fn samples(&self) -> String {
        let mut random = Random(self.seed ^ 0x5eed);
        let mut text = String::new();
        for target in 0..2 {
            for metric in &self.metrics {
                for labels in combinations(metric) {
                    // Not everything that can be is.
                    if random.below(5) > 0 {
                        self.series(&mut text, &mut random, metric, target, &labels);
                    }
                }
            }
        }
        text
    }

    fn series(&self, text: &mut String, random: &mut Random, metric: &Metric, target: usize, labels: &str) {
        let mut common = format!(
            "job=\"{0}\",namespace=\"{0}\",pod=\"{0}-{target}\",instance=\"10.0.0.{target}:8000\"{labels}",
            self.service
        );
        if target == 0 {
            common.push_str(",component=\"api\"");
        }
        // Some series end early, some begin late.
        let (first, last) = match random.below(6) {
            0 => (0, SAMPLES / 2),
            1 => (SAMPLES / 3, SAMPLES),
            _ => (0, SAMPLES),
        };
        let mut state = State { counts: vec![0; metric.bounds.len() + 1], sum: 0.0 };
        for index in first..last {
            state.advance(random, metric);
            // And some scrapes fail.
            if random.below(20) > 0 {
                state.write(text, random, metric, &common, START + index * STEP);
            }
        }
    }
}

/// What a series has counted.
struct State {
    counts: Vec<u32>,
    sum: f64,
}

impl State {
    fn advance(&mut self, random: &mut Random, metric: &Metric) {
        if random.below(40) == 0 {
            // A restart.
            self.counts.fill(0);
            self.sum = 0.0;
        }
        // Often nothing happens.
        for _ in 0..random.below(6).saturating_sub(2) {
            let value = f64::from(u16::try_from(random.below(120)).expect("small")) / 10.0;
            let bucket =
                metric.bounds.iter().position(|bound| value <= *bound).unwrap_or(metric.bounds.len());
            self.counts[bucket] += 1;
            self.sum += value;
        }
    }

    fn write(&self, text: &mut String, random: &mut Random, metric: &Metric, labels: &str, time: u64) {
        let name = &metric.name;
        let mut line = |name: &str, labels: &str, value: f64| {
            let _ = writeln!(text, "{name}{{{labels}}} {value} {time}");
        };
        let total: u32 = self.counts.iter().sum();
        match metric.kind {
            "counter" => line(name, labels, self.sum),
            "info" => line(name, labels, 1.0),
            "gauge" => {
                let (low, high) = metric.range.unwrap_or((-1000.0, 1000.0));
                let part = f64::from(u16::try_from(random.below(11)).expect("small")) / 10.0;
                line(name, labels, low + part * (high - low));
            }
            _ => {
                let mut below = 0;
                for (bound, count) in metric.bounds.iter().chain([&f64::INFINITY]).zip(&self.counts) {
                    below += count;
                    let le = if bound.is_finite() { format!("{bound:?}") } else { "+Inf".into() };
                    line(&format!("{name}_bucket"), &format!("{labels},le=\"{le}\""), f64::from(below));
                }
                line(&format!("{name}_sum"), labels, self.sum);
                line(&format!("{name}_count"), labels, f64::from(total));
            }
        }
    }
}

/// Every combination of a metric's labels: `,provider="openai",code="200"`.
fn combinations(metric: &Metric) -> Vec<String> {
    let mut all = vec![String::new()];
    for label in &metric.labels {
        let values = LABELS.iter().find(|(name, _)| name == label).map_or(&["1.0"][..], |(_, values)| values);
        all = all
            .iter()
            .flat_map(|before| values.iter().map(move |value| format!("{before},{label}=\"{value}\"")))
            .collect();
    }
    all
}
