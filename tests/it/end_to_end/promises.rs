//! What the checker says of a query holds in the answer of a real Prometheus: random queries about random specs with
//! random samples. Whatever it says of any part is compared: which labels series can have and which they must have, what
//! these hold, between which bounds the values lie, and that there is no series at all.
//!
//! Some hundreds of queries are part of the tests. More, and others each time, are asked with
//! `PROMISES_CASES=100000 cargo test --release -p gaugewright-tests promises -- --nocapture`. A query that broke a promise once is kept
//! in `tests/promises`, as `WORLD-what.promql`.

mod queries;
mod world;

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use gaugewright_spec::promql::ValueType;
use gaugewright_spec::rules;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::types::{self, Part, Typed};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::Value;

use super::prometheus::Prometheus;
use super::tool;
use world::{NOW, World};

/// How many specs there are.
const WORLDS: u64 = 6;
/// How many queries a run within the tests asks.
const SHORT_RUN: u32 = 400;

static ALL: LazyLock<Vec<(World, Source)>> = LazyLock::new(|| {
    let with_source = |world: World| (world.source(), world);
    (0..WORLDS).map(World::new).map(with_source).map(|(source, world)| (world, source)).collect()
});

/// What was compared: parts of queries, those that gave series, and those that were said to be empty and were.
#[derive(Default)]
struct Compared {
    parts: Cell<u32>,
    full: Cell<u32>,
    empty: Cell<u32>,
}

/// A server with the samples of every world.
fn server() -> Prometheus {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples: String = ALL.iter().map(|(world, _)| world.samples()).chain(["# EOF\n".into()]).collect();
    let samples = tool::write(folder.path(), "samples.txt", samples);
    let config = tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n");
    Prometheus::start_with(&config, |data| {
        tool::run(
            tool::command("promtool")
                .args(["tsdb", "create-blocks-from", "openmetrics"])
                .arg(&samples)
                .arg(data),
        )
        .expect_success();
    })
}

#[test]
#[allow(clippy::print_stderr)] // Whoever starts a long run wants to see its figures.
fn promises_hold() {
    let (server, compared) = (server(), Compared::default());
    for (world, query) in kept() {
        if let Err(broken) = check(&server, &compared, &ALL[world].1, &query) {
            panic!("{query}\n{broken}");
        }
    }
    let asked = std::env::var("PROMISES_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(SHORT_RUN),
        failure_persistence: None,
        max_shrink_iters: 5000,
        ..Config::default()
    };
    // The same queries on every run of the tests; others if somebody asks for many.
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let choices = proptest::collection::vec(proptest::num::u32::ANY, 0..60);
    let outcome = runner.run(&(0..ALL.len(), choices), |(world, choices)| {
        let (world, source) = &ALL[world];
        let query = queries::of(world, &choices);
        check(&server, &compared, source, &query)
            .map_err(|broken| TestCaseError::fail(format!("world {}: {query}\n{broken}", world.seed)))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let [parts, full, empty] = [&compared.parts, &compared.full, &compared.empty].map(Cell::get);
    eprintln!("{parts} parts of queries: {full} gave series, {empty} were said to give none and gave none");
    assert!(
        full > parts / 3 && empty > parts / 100,
        "{parts} parts, {full} gave series, {empty} were said to give none"
    );
}

/// Queries that broke a promise once, with their worlds.
fn kept() -> Vec<(usize, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("promises");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the cases").map(|file| file.expect("a case").path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let world = name.split('-').next().and_then(|world| world.parse().ok()).expect("WORLD-what.promql");
        (world, fs::read_to_string(path).expect("a query").trim_end().to_owned())
    };
    files.iter().map(read).collect()
}

/// Asks for every part of a query, and compares.
fn check(server: &Prometheus, compared: &Compared, spec: &Source, query: &str) -> Result<(), String> {
    let typed = types::of(spec, query).expect("the spec is sound");
    let refused = typed.findings.iter().any(|finding| finding.rule.code == rules::PROMQL_SYNTAX.code);
    let empty = empty_parts(&typed);
    for (index, part) in typed.parts.iter().enumerate().filter(|(_, part)| part.ty.value != ValueType::String)
    {
        let time = NOW.to_string();
        let answer = match server.get("/api/v1/query", &[("query", &part.text), ("time", &time)]) {
            Ok(answer) => answer,
            // Whether several series meet depends on what there is.
            Err(error) if refused || of_the_data(&error) => return Ok(()),
            Err(error) => return Err(format!("`{}` is refused: {error}", part.text)),
        };
        let count = |counted: &Cell<u32>, yes: bool| counted.set(counted.get() + u32::from(yes));
        count(&compared.parts, true);
        count(&compared.full, answer["result"].as_array().is_some_and(|series| !series.is_empty()));
        count(&compared.empty, empty.contains(&index));
        compare(part, &answer, empty.contains(&index)).map_err(|broken| {
            format!("`{}` is said to be {}\nand {broken}", part.text, types::describe(&part.ty))
        })?;
    }
    Ok(())
}

/// Errors that no type can foresee.
fn of_the_data(error: &str) -> bool {
    ["multiple matches", "many-to-many", "same labelset", "duplicate series"]
        .iter()
        .any(|known| error.contains(known))
}

/// The parts that are said to give nothing.
fn empty_parts(typed: &Typed) -> Vec<usize> {
    let never = [rules::NO_MATCH.code, rules::NEVER_TRUE.code, rules::IMPOSSIBLE_VALUE.code];
    let said = typed.findings.iter().filter(|finding| never.contains(&finding.rule.code));
    // `unless` that takes nothing away gives its left side, with `bool` everything stays, and what has all its labels is
    // not all there is.
    let said = said.filter(|finding| {
        !["unless", "are lost", "always 0"].iter().any(|word| finding.message.contains(word))
    });
    said.filter_map(|finding| smallest_around(&typed.parts, finding.labels.first()?.span)).collect()
}

fn smallest_around(parts: &[Part], span: Span) -> Option<usize> {
    let around = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.span.start <= span.start && span.end <= part.span.end);
    around.min_by_key(|(_, part)| part.span.end - part.span.start).map(|(index, _)| index)
}

fn compare(part: &Part, answer: &Value, empty: bool) -> Result<(), String> {
    let result = &answer["result"];
    if answer["resultType"] == "scalar" {
        return within(part, &result[1]);
    }
    let series = result.as_array().expect("a list of series");
    if empty && !series.is_empty() {
        return Err(format!("to give nothing; it gives {}", series[0]));
    }
    for one in series {
        labels(part, &one["metric"])?;
        if part.ty.value == ValueType::Vector {
            within(part, &one["value"][1])?;
        }
        for sample in one["values"].as_array().into_iter().flatten() {
            within(part, &sample[1])?;
        }
    }
    Ok(())
}

/// Labels that can be there, labels that must, and what they hold.
fn labels(part: &Part, metric: &Value) -> Result<(), String> {
    let known = &part.ty.labels;
    let found = metric.as_object().expect("labels");
    for (name, value) in found {
        if !known.may_have(name) {
            return Err(format!("there is `{name}`: {metric}"));
        }
        let values = known.get(name).and_then(|presence| presence.values.list());
        let value = value.as_str().unwrap_or_default();
        if values.is_some_and(|values| !values.contains(value)) {
            return Err(format!("`{name}` is `{value}`: {metric}"));
        }
    }
    let missing = known
        .names()
        .find(|name| known.get(name).is_some_and(|presence| presence.certain) && !found.contains_key(*name));
    missing.map_or(Ok(()), |name| Err(format!("there is no `{name}`: {metric}")))
}

/// Nothing is promised about what is no number. Sums of floats may differ in the last digits.
fn within(part: &Part, value: &Value) -> Result<(), String> {
    let value: f64 = match value.as_str().unwrap_or_default() {
        "+Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        text => text.parse().expect("a number"),
    };
    let bounds = part.ty.bounds;
    let slack = |end: f64| if end.is_finite() { end.abs().max(1.0) * 1e-9 } else { 0.0 };
    let inside = value.is_nan()
        || (value >= bounds.low - slack(bounds.low) && value <= bounds.high + slack(bounds.high));
    if inside { Ok(()) } else { Err(format!("it is {value}")) }
}
