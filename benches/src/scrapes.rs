//! A scrape as text: nanoseconds a line, for a service with many families, and for one counter with very many series.

use std::sync::Barrier;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Instant;

use prometheus::core::Collector as _;
use prometheus::{Encoder as _, IntCounterVec, TextEncoder, opts};
use prometheus_client::metrics::{counter::Counter, family::Family};

use crate::ours::{self, Code, Endpoint, Method};
use crate::sample;

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

/// Each has a block of cells of its own, all of which a scrape adds up.
const THREADS: usize = 8;

pub fn compare() {
    families();
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
        let endpoints = lines / usize::from(CODES);
        let changed = changed(endpoints, &mut out, own_lines);
        rows.insert(2, ("**gaugewright**, every number changed", changed));
        let of_threads = of_threads(endpoints, &mut out, own_lines);
        rows.insert(3, ("**gaugewright**, blocks of eight threads", of_threads));
        print(&format!("Scrape of {lines} lines"), &rows);
    }
}

fn print(title: &str, rows: &[(&str, f64)]) {
    println!("\n### {title}\n\n| | ns a line | ratio |\n|---|---|---|");
    for (name, nanos) in rows {
        println!("| {name} | {nanos:.1} | {:.2} |", nanos / rows[0].1);
    }
}

/// The metrics of the sample, as they are exported from the start.
fn families() {
    let mut out = Vec::new();
    sample::encode(&mut out, gaugewright::Format::Text);
    let text = String::from_utf8(out.clone()).expect("text");
    let raw = Raw::of(&text);
    let lines = raw.lines.len();
    let mut rows = [("raw: text and numbers", f64::MAX), ("**gaugewright**", f64::MAX)];
    for _ in 0..ROUNDS * 100 {
        rows[0].1 = rows[0].1.min(timed(|| encode_raw(&raw, &mut out)));
        rows[1].1 = rows[1].1.min(timed(|| {
            out.clear();
            sample::encode(&mut out, gaugewright::Format::Text);
            lines
        }));
    }
    let families = text.lines().filter(|line| line.starts_with("# TYPE")).count();
    print(&format!("Scrape of {families} families, {lines} lines"), &rows);
}

/// The same scrape where each series has counted since the one before.
fn changed(endpoints: usize, out: &mut Vec<u8>, lines: usize) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        count(endpoints);
        timed(|| {
            out.clear();
            ours::encode(out, gaugewright::Format::Text);
            lines
        })
    });
    rounds.fold(f64::MAX, f64::min)
}

/// Counts once in each series.
fn count(endpoints: usize) {
    for endpoint in 0..endpoints {
        let label = Endpoint::from(&path(endpoint));
        for code in 100..100 + CODES {
            ours::requests_total(Method::Get, label, Code::nearest(code)).inc();
        }
    }
}

/// The same scrape while so many threads have counted, and live.
fn of_threads(endpoints: usize, out: &mut Vec<u8>, lines: usize) -> f64 {
    let (counted, measured) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                count(endpoints);
                counted.wait();
                measured.wait();
            });
        }
        counted.wait();
        let rounds = (0..ROUNDS).map(|_| {
            timed(|| {
                out.clear();
                ours::encode(out, gaugewright::Format::Text);
                lines
            })
        });
        let best = rounds.fold(f64::MAX, f64::min);
        measured.wait();
        best
    })
}

fn path(endpoint: usize) -> String {
    format!("/api/v1/things/{{id}}/parts/{endpoint}")
}

/// Nanoseconds for each of the lines that `work` says it wrote.
fn timed(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    let lines = work();
    start.elapsed().as_secs_f64() * 1e9 / lines as f64
}

fn populate(endpoints: usize) {
    for endpoint in 0..endpoints {
        let endpoint = path(endpoint);
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

/// By hand: all that stands between the numbers in one text, and an atomic for each number.
struct Raw {
    between: String,
    lines: Vec<(usize, Number)>,
}

enum Number {
    Whole(AtomicU64),
    /// Its bits.
    Other(AtomicU64),
}

impl Raw {
    /// An exposition, cut up.
    fn of(text: &str) -> Self {
        let mut raw = Self { between: String::new(), lines: Vec::new() };
        for line in text.lines() {
            let value = line.rsplit_once(' ').filter(|_| !line.starts_with('#'));
            let Some((name, value)) = value else {
                raw.between.push_str(line);
                raw.between.push('\n');
                continue;
            };
            raw.between.push_str(name);
            raw.between.push(' ');
            let number = match value.parse() {
                Ok(whole) => Number::Whole(AtomicU64::new(whole)),
                Err(_) => Number::Other(AtomicU64::new(value.parse::<f64>().expect("a number").to_bits())),
            };
            raw.lines.push((raw.between.len(), number));
        }
        raw
    }
}

/// What our own exposition says.
fn raw_lines() -> Raw {
    let mut text = Vec::new();
    ours::encode(&mut text, gaugewright::Format::Text);
    Raw::of(&String::from_utf8(text).expect("text"))
}

fn encode_raw(raw: &Raw, out: &mut Vec<u8>) -> usize {
    out.clear();
    let mut whole = itoa::Buffer::new();
    let mut other = ryu::Buffer::new();
    let mut start = 0;
    for (end, number) in &raw.lines {
        out.extend_from_slice(&raw.between.as_bytes()[start..*end]);
        let number = match number {
            Number::Whole(value) => whole.format(value.load(Relaxed)),
            Number::Other(bits) => other.format(f64::from_bits(bits.load(Relaxed))),
        };
        out.extend_from_slice(number.as_bytes());
        out.push(b'\n');
        start = *end;
    }
    raw.lines.len()
}
