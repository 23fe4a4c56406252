//! How long a whole generation takes: text to model to files, in process, for the sample spec and for large ones that
//! are made up here. `cargo bench -p gaugewright-cli` prints a table; the peak of memory is that of a process of its own for
//! each spec.
//!
//! Not criterion: what is wanted is one table with the growth between sizes and the memory, not statistics of one
//! function. With `--test`, as `cargo test` calls it, each small spec runs once.

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::Spec;
use gaugewright_import::{File, audit};
use gaugewright_spec::source::Source;

const SAMPLE: &str = "sample";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, spec] = arguments.as_slice()
        && flag == "--memory"
    {
        measure(&text(spec), 1);
        println!("{}", peak_memory().unwrap_or(0));
        return;
    }
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let (specs, rounds): (&[&str], _) =
        if is_test { (&[SAMPLE, "100"], 1) } else { (&[SAMPLE, "1000", "10000"], 7) };
    println!("| spec | lines | read and check | render | together | median | memory |");
    println!("|---|---|---|---|---|---|---|");
    for spec in specs {
        let text = text(spec);
        let times = measure(&text, if *spec == SAMPLE { rounds * 5 } else { rounds });
        let memory = if is_test { String::new() } else { memory(spec) };
        println!("{}", row(spec, &text, times, &memory));
    }
    println!("\n| `audit` of | queries | best | median | ten thousand queries |");
    println!("|---|---|---|---|---|");
    for spec in specs.iter().filter(|spec| **spec != SAMPLE) {
        println!("{}", audited(spec, rounds));
    }
}

/// How long it takes to check what a spec generates as if others had written it: rules and dashboards.
fn audited(spec: &str, rounds: u32) -> String {
    let text = text(spec);
    let Ok((sound, _)) = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text)) else {
        panic!("the spec is sound")
    };
    let rendered = codegen::render(&sound).expect("every output can be rendered");
    let is_audited = |path: &str| {
        path.starts_with("monitoring/grafana/") || path.starts_with("monitoring/prometheus/alerts")
    };
    let files: Vec<File> = rendered
        .iter()
        .filter(|(path, _)| is_audited(path))
        .map(|(path, text)| File { name: path.to_owned(), text: text.to_owned() })
        .collect();
    // A key in YAML, or in JSON.
    let queries: usize = files
        .iter()
        .map(|file| file.text.matches(" expr: ").count() + file.text.matches("\"expr\": ").count())
        .sum();
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            assert!(audit(&files, &[]).counts.alerts > 0);
            start.elapsed()
        })
        .collect();
    times.sort();
    let (best, median) = (times[0].as_secs_f64() * 1e3, times[times.len() / 2].as_secs_f64() * 1e3);
    let each = best * 1e4 / f64::from(u32::try_from(queries).unwrap_or(u32::MAX));
    format!("| {spec} alerts and panels | {queries} | {best:.0} ms | {median:.0} ms | **{each:.0} ms** |")
}

/// How long reading and rendering took, round by round.
fn measure(text: &str, rounds: u32) -> Vec<(Duration, Duration)> {
    (0..rounds).map(|_| once(text)).collect()
}

fn once(text: &str) -> (Duration, Duration) {
    let start = Instant::now();
    let spec: Spec = match gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)) {
        Ok((spec, _)) => spec,
        Err(findings) => panic!("the spec is sound: {:?}", findings.first().map(|finding| &finding.message)),
    };
    let read = start.elapsed();
    let files = codegen::render(&spec).expect("every output can be rendered");
    assert!(!files.is_empty());
    (read, start.elapsed().saturating_sub(read))
}

fn row(spec: &str, text: &str, mut times: Vec<(Duration, Duration)>, memory: &str) -> String {
    times.sort_by_key(|(read, render)| *read + *render);
    let milliseconds = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1e3);
    let total = |(read, render): &(Duration, Duration)| *read + *render;
    let (best, median) = (times[0], total(&times[times.len() / 2]));
    let name =
        if spec == SAMPLE { "the sample".to_owned() } else { format!("{spec} metrics, alerts and panels") };
    format!(
        "| {name} | {} | {} | {} | **{}** | {} | {memory} |",
        text.lines().count(),
        milliseconds(best.0),
        milliseconds(best.1),
        milliseconds(total(&best)),
        milliseconds(median),
    )
}

/// The peak memory of a process that generates once.
fn memory(spec: &str) -> String {
    let program = std::env::current_exe().expect("this program is a file");
    let output = Command::new(program).args(["--memory", spec]).output().expect("it starts again");
    let kilobytes: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0);
    format!("{} MB", kilobytes / 1024)
}

/// The most memory that this process ever had, in kilobytes; Linux says it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn text(spec: &str) -> String {
    match spec.parse() {
        Ok(metrics) => synthetic(metrics),
        Err(_) => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
            std::fs::read_to_string(path).expect("the sample spec")
        }
    }
}

/// A spec with so many metrics, in equal parts counters, histograms and gauges, and an alert and a panel on each.
fn synthetic(metrics: usize) -> String {
    let mut text = String::from(
        "spec: 1\nservice: { name: large, scrape: { port: 8000, interval: 15s } }\nlabels:\n  \
         region: { values: [eu, us, asia] }\n  status: { values: [success, error] }\n  route: { open: { limit: 50 } }\nmetrics:\n",
    );
    group(&mut text, metrics, 50, |text, index| match index % 3 {
        0 => writeln!(
            text,
            "    m{index}_total: {{ type: counter, unit: requests, labels: [region, route, status], help: Requests of part {index} }}"
        ),
        1 => writeln!(
            text,
            "    m{index}_seconds: {{ type: histogram, labels: [region], buckets: [10ms, 100ms, 1s, 10s, 60s], help: Time of part {index} }}"
        ),
        _ => writeln!(
            text,
            "    m{index}_bytes: {{ type: gauge, labels: [region], help: Memory of part {index} }}"
        ),
    });
    text.push_str("alerts:\n");
    group(&mut text, metrics, 50, |text, index| {
        let threshold = ["above: 5%", "above: 2s", "above: 5GB"][index % 3];
        writeln!(
            text,
            "    Alert{index}:\n      expr: |\n        {}\n      {threshold}\n      for: 5m\n      severity: warning\n      summary: \"{{{{ region }}}}: {{{{ value }}}}\"",
            query(index, "5m")
        )
    });
    text.push_str("dashboards:\n");
    for first in (0..metrics).step_by(40) {
        let _ = writeln!(text, "  board-{first}:\n    title: Board {first}\n    rows:");
        for row in (first..metrics.min(first + 40)).step_by(4) {
            text.push_str("      -\n");
            for index in row..metrics.min(row + 4) {
                let _ = writeln!(
                    text,
                    "        - {{ timeseries: Panel {index}, description: Part {index}, legend: \"{{{{region}}}}\", threshold: Alert{index}, expr: '{}' }}",
                    query(index, "$window")
                );
            }
        }
    }
    text
}

fn query(index: usize, window: &str) -> String {
    match index % 3 {
        0 => format!(
            "sum by (region) (rate(m{index}_total{{status=\"error\"}}[{window}])) / sum by (region) (rate(m{index}_total[{window}]))"
        ),
        1 => {
            format!("histogram_quantile(0.95, sum by (le, region) (rate(m{index}_seconds_bucket[{window}])))")
        }
        _ => format!("max by (region) (m{index}_bytes)"),
    }
}

/// Writes entries in groups of that size.
fn group(
    text: &mut String,
    count: usize,
    size: usize,
    entry: impl Fn(&mut String, usize) -> std::fmt::Result,
) {
    for index in 0..count {
        if index % size == 0 {
            let _ = writeln!(text, "  group{}:", index / size);
        }
        let _ = entry(text, index);
    }
}
