//! The figures of `docs/at-scale.md`, computed anew.

use std::fs;

use codegen::Spec;
use gaugewright_spec::model::Origin;
use gaugewright_spec::rules::series_budget;
use gaugewright_spec::source::Source;

fn read(path: &str) -> String {
    let file = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn sample() -> Spec {
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", read("metrics-spec.yaml")));
    loaded.unwrap_or_else(|findings| panic!("{findings:#?}")).0
}

/// Thousands are set apart, as the page does it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn the_table_of_pods_follows_from_the_sample() {
    let spec = sample();
    let own = spec.metrics().iter().filter(|metric| metric.origin == Origin::Service);
    let series: u64 = own.filter_map(|metric| series_budget::most(metric, &spec.labels)).sum();
    let interval = spec.service.scrape.interval.as_millis() / 1000;
    let page = read("docs/at-scale.md");
    for pods in [1, 10, 100, 1000] {
        let all = series * pods;
        // Two bytes a sample, as the page says.
        let megabytes = all / interval * 86_400 * 2 / 1_000_000;
        let row = [pods, all, all / interval, megabytes].map(grouped).join(" | ");
        assert!(page.contains(&format!("| {row} |")), "docs/at-scale.md lacks: | {row} |");
    }
}
