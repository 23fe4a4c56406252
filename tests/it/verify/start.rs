//! What is exported before anything has happened: `metrics!` and `verify` agree.

use codegen::verify::{self, Exposition};
use gaugewright::Format;
use gaugewright_spec::model::{Spec, is_initially_exported};
use gaugewright_spec::source::Source;

// Nobody touches it: its service has just started.
gaugewright::metrics!("verify/start.yaml", mod = start);

fn spec() -> Spec {
    let source = Source::new("start.yaml", include_str!("../../verify/start.yaml"));
    gaugewright_spec::load_on(&source, None).spec.expect("a sound spec")
}

fn scrape() -> String {
    let mut text = Vec::new();
    start::encode(&mut text, Format::Text);
    String::from_utf8(text).expect("text")
}

#[test]
fn nothing_is_missing_right_after_the_start() {
    let drifts = verify::target(&spec(), &Exposition::parse(&scrape()));
    assert!(drifts.is_empty(), "{}", verify::table(&drifts));
}

#[test]
fn what_is_said_to_be_there_from_the_start_is_there_and_nothing_else() {
    let (spec, scrape) = (spec(), Exposition::parse(&scrape()));
    let expected = |metric: &&gaugewright_spec::model::Metric| is_initially_exported(metric, &spec.tracks);
    let expected: Vec<&str> =
        spec.own_metrics().filter(expected).map(|metric| metric.name.as_str()).collect();
    let is_there =
        |name: &str| scrape.samples.iter().any(|sample| sample.name.trim_end_matches("_count") == name);
    let there: Vec<&str> =
        spec.own_metrics().map(|metric| metric.name.as_str()).filter(|name| is_there(name)).collect();
    assert_eq!(there, expected);
    let some = ["answers_total", "replies_total", "articles_lost_total", "stock", "orders_in_progress"];
    assert!(some.iter().all(|name| there.contains(name)), "{there:?}");
}

#[test]
fn what_is_there_from_the_start_and_goes_away_is_missing() {
    let (spec, scrape) = (spec(), scrape());
    for metric in spec.own_metrics().filter(|metric| is_initially_exported(metric, &spec.tracks)) {
        let belongs = |line: &&str| !line.trim_start_matches("# TYPE ").starts_with(metric.name.as_str());
        let without: Vec<&str> = scrape.lines().filter(belongs).collect();
        let drifts = verify::target(&spec, &Exposition::parse(&without.join("\n")));
        let names: Vec<&str> = drifts.iter().map(|drift| drift.name.as_str()).collect();
        assert_eq!(names, [metric.name.as_str()]);
    }
}
