//! The whole sample spec as a service exports it, before `promtool`'s linter.

use std::collections::BTreeSet;

use gaugewright::Format;

use super::tool;

gaugewright::metrics!("../metrics-spec.yaml", mod = sample);

/// Touches what is not exported from the start.
fn work() {
    use sample::{Model, Provider, Source};
    let _request = sample::http_requests_in_progress(sample::Method::Get, "/signals/{id}").in_flight();
    let status = sample::Status::nearest(200);
    sample::http_requests_total(sample::Method::Get, "/signals/{id}", status).inc();
    sample::http_request_duration_seconds(sample::Method::Get, "/signals/{id}", status)
        .observe_nanos(7_000_000);
    sample::build_info("1.0", "abc").set();
    sample::signals_total().set(3);
    sample::topics_total().set(1);
    sample::discoveries_total().set(1);
    sample::entities_total().set(1);
    sample::relationships_total().set(1);
    sample::topic_artifacts_total().set(1);
    sample::discoveries_by_source(Source::Arxiv).set(2);
    sample::db_size_bytes().set(1_u64 << 30);
    sample::track::llm(Provider::Openai, Model::from("gpt-4")).succeed();
}

/// The names that break a convention are those of the seed, and the spec says of each why it stays.
#[test]
fn promtool_finds_only_what_the_spec_silences() {
    work();
    let mut text = Vec::new();
    sample::encode(&mut text, Format::Text);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = tool::write(folder.path(), "exposition", text);
    let mut promtool = std::process::Command::new("sh");
    promtool.args(["-c", "exec \"$0\" check metrics < \"$1\""]).arg(tool::find("promtool")).arg(file);
    let output = tool::run(&mut promtool);
    let found: BTreeSet<&str> = output.stderr.lines().collect();
    let spec = super::workspace::read(super::workspace::path("metrics-spec.yaml"));
    let source = gaugewright_spec::source::Source::new("metrics-spec.yaml", spec);
    let (spec, _) = gaugewright_spec::load(&source).expect("the sample is sound");
    let silenced: Vec<String> = spec
        .own_metrics()
        .filter(|metric| metric.allow.contains_key("naming"))
        .map(|metric| format!("{} non-counter metrics should not have \"_total\" suffix", metric.name))
        .collect();
    assert_eq!(silenced.len(), 6, "{silenced:?}");
    let expected: BTreeSet<&str> = silenced.iter().map(String::as_str).collect();
    assert_eq!(found, expected, "{output}");
}
