//! The crate `prometheus`: a spec in its registry, its registry in our exposition.

use gaugewright::{Collector, Exposition, Format};
use prometheus::{IntCounter, IntGauge, Registry, TextEncoder};

use crate::samples::samples;
use crate::{golden, sample, scrape, shop};

shop::shop!(Both);
shop::shop!(Merged);

#[test]
fn both_ways_give_the_same_samples() {
    golden::work::<Both>();
    let registry = Registry::new();
    registry.register(Box::new(Collector::new::<Both>())).expect("nothing else is there");
    let theirs = TextEncoder::new().encode_to_string(&registry.gather()).expect("a valid exposition");
    let ours = scrape::<Both>(Format::Text);
    assert!(samples(&ours).len() > 25);
    assert_eq!(samples(&ours), samples(&theirs));
}

#[test]
fn a_registry_is_merged_by_name() {
    let registry = Registry::new();
    let counter = IntCounter::new("handmade_total", "Made by hand").expect("a valid name");
    registry.register(Box::new(counter.clone())).expect("a new name");
    counter.inc_by(5);
    let exposition = Exposition::new::<Merged>().with(registry.clone()).expect("no collision");
    let scraped = |format| {
        let mut out = Vec::new();
        exposition.encode(&mut out, format);
        String::from_utf8(out).expect("text")
    };
    let text = scraped(Format::Text);
    assert_eq!(sample(&text, "handmade_total"), Some(5.0));
    let families: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    assert!(families.contains(&"handmade_total counter") && families.is_sorted(), "{families:?}");
    assert!(scraped(Format::OpenMetrics).contains("# TYPE handmade counter\nhandmade_total 5\n"));

    // Too late for an error: the spec's metric stays, the other is left out.
    let late = IntGauge::new("orders_total", "A gauge of that name").expect("a valid name");
    registry.register(Box::new(late)).expect("new to the registry");
    let text = scraped(Format::Text);
    assert_eq!(text.matches("# TYPE orders_total").count(), 1);
    assert!(text.contains("# TYPE orders_total counter"));
}

#[test]
fn names_that_collide_are_told_at_once() {
    let with = |name: &str| {
        let registry = Registry::new();
        let gauge = IntGauge::new(name, "A gauge").expect("a valid name");
        registry.register(Box::new(gauge)).expect("a new name");
        Exposition::new::<Merged>().with(registry).map(|_| ())
    };
    assert_eq!(with("pay_duration"), Ok(()));
    let told = with("pay_duration_seconds_count").expect_err("a histogram has that sample");
    assert_eq!(
        told.to_string(),
        "the registry has a metric `pay_duration_seconds_count`, but the name `pay_duration_seconds_count` belongs to \
         `pay_duration_seconds` in the spec of shop: rename one of the two, or take it out of the registry"
    );
    assert_eq!(with("orders_total").expect_err("taken").name(), "orders_total");
    let own = Registry::new();
    own.register(Box::new(Collector::new::<Merged>())).expect("new");
    assert!(Exposition::new::<Merged>().with(own).is_err());
}

#[cfg(all(feature = "process", target_os = "linux"))]
#[test]
fn the_process_is_there_if_asked_for() {
    let exposition = Exposition::new::<Merged>().with_process().expect("no collision");
    let mut out = Vec::new();
    exposition.encode(&mut out, Format::Text);
    let text = String::from_utf8(out).expect("text");
    assert!(sample(&text, "process_resident_memory_bytes").is_some_and(|bytes| bytes > 0.0));
}
