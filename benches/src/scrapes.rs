//! A scrape as text: nanoseconds a line, for one counter with very many series.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use prometheus::core::Collector as _;
use prometheus::{Encoder as _, IntCounterVec, TextEncoder, opts};
use prometheus_client::metrics::{counter::Counter, family::Family};

use crate::ours::{self, Code, Endpoint, Method};

const ROUNDS: usize = 9;
/// Series of one endpoint.
const CODES: u16 = 500;

/// foundations changes how it scrapes.
const PROMETHEUS_NAME: &str =
    if cfg!(feature = "foundations") { "prometheus, with its feature `protobuf`" } else { "prometheus" };

static PROMETHEUS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    IntCounterVec::new(opts!("requests_total", "Requests"), &["method", "endpoint", "code"]).expect("valid")
});
static CLIENT: LazyLock<Family<Vec<(String, String)>, Counter>> = LazyLock::new(Family::default);

pub fn compare() {
    for lines in [10_000, 100_000] {
        populate(lines / usize::from(CODES));
        let mut rows: Vec<(&str, f64)> = vec![("raw: prefix and number", f64::MAX); 1];
        rows.extend(["**gaugewright**", "prometheus-client", PROMETHEUS_NAME].map(|name| (name, f64::MAX)));
        let raw = raw_lines();
        let mut out = Vec::with_capacity(64 << 20);
        ours::encode(&mut out, gaugewright::Format::Text);
        let own_lines = out.iter().filter(|byte| **byte == b'\n').count();
        let mut registry = prometheus_client::registry::Registry::default();
        registry.register("requests", "Requests", CLIENT.clone());
        for _ in 0..ROUNDS {
            rows[0].1 = rows[0].1.min(timed(|| encode_raw(&raw, &mut out)));
            rows[1].1 = rows[1].1.min(timed(|| {
                out.clear();
                ours::encode(&mut out, gaugewright::Format::Text);
                own_lines
            }));
            rows[2].1 = rows[2].1.min(timed(|| {
                let mut text = String::new();
                prometheus_client::encoding::text::encode(&mut text, &registry).expect("encodes");
                lines
            }));
            rows[3].1 = rows[3].1.min(timed(|| {
                out.clear();
                TextEncoder::new().encode(&PROMETHEUS.collect(), &mut out).expect("encodes");
                lines
            }));
        }
        println!("\n### Scrape of {lines} lines\n\n| | ns a line | ratio |\n|---|---|---|");
        for (name, nanos) in &rows {
            println!("| {name} | {nanos:.1} | {:.2} |", nanos / rows[0].1);
        }
    }
}

/// Nanoseconds for each of the lines that `work` says it wrote.
fn timed(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    let lines = work();
    start.elapsed().as_secs_f64() * 1e9 / lines as f64
}

fn populate(endpoints: usize) {
    for endpoint in 0..endpoints {
        let endpoint = format!("/api/v1/things/{{id}}/parts/{endpoint}");
        let label = Endpoint::from(&endpoint);
        for code in 100..100 + CODES {
            ours::requests_total(Method::Get, label, Code::nearest(code)).inc();
            let code = code.to_string();
            PROMETHEUS.with_label_values(&["GET", &endpoint, &code]).inc();
            let labels = [("method", "GET"), ("endpoint", &endpoint), ("code", &code)];
            CLIENT
                .get_or_create(&labels.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
                .inc();
        }
    }
}

/// By hand: all prefixes in one text, and an atomic for each.
struct Raw {
    prefixes: String,
    lines: Vec<(usize, AtomicU64)>,
}

/// What our own exposition says, cut up into prefixes and numbers.
fn raw_lines() -> Raw {
    let mut text = Vec::new();
    ours::encode(&mut text, gaugewright::Format::Text);
    let text = String::from_utf8(text).expect("text");
    let mut raw = Raw { prefixes: String::new(), lines: Vec::new() };
    for (prefix, value) in text.lines().filter_map(|line| line.rsplit_once(' ')) {
        if let Ok(value) = value.parse() {
            raw.prefixes.push_str(prefix);
            raw.prefixes.push(' ');
            raw.lines.push((raw.prefixes.len(), AtomicU64::new(value)));
        }
    }
    raw
}

fn encode_raw(raw: &Raw, out: &mut Vec<u8>) -> usize {
    out.clear();
    let mut number = itoa::Buffer::new();
    let mut start = 0;
    for (end, value) in &raw.lines {
        out.extend_from_slice(&raw.prefixes.as_bytes()[start..*end]);
        out.extend_from_slice(number.format(value.load(Relaxed)).as_bytes());
        out.push(b'\n');
        start = *end;
    }
    raw.lines.len()
}
