//! Series that appear, stay or go.

use gaugewright::Format;

use crate::{sample, scrape, shop};

shop::shop!(Growing);
shop::shop!(Flooded);

fn text() -> String {
    scrape::<Growing>(Format::Text)
}

#[test]
fn series_appear_in_their_order_and_stay() {
    let counts = |text: &str| {
        let lines = text.lines().filter(|line| line.starts_with("http_requests_total"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(counts(&text()).is_empty());
    shop::http_requests_total::<Growing>("a", 503).inc();
    assert_eq!(counts(&text()), ["http_requests_total{page=\"a\",code=\"503\"} 1"]);
    shop::http_requests_total::<Growing>("b", 200).inc();
    shop::http_requests_total::<Growing>("a", 200).inc();
    let expected = [
        "http_requests_total{page=\"a\",code=\"200\"} 1",
        "http_requests_total{page=\"a\",code=\"503\"} 1",
        "http_requests_total{page=\"b\",code=\"200\"} 1",
    ];
    assert_eq!(counts(&text()), expected);

    // A dense metric with an open label: all values that are known, but `other` only when something was folded.
    let hits = |page: &str| sample(&text(), &format!("hits{{status=\"success\",page=\"{page}\"}}"));
    assert_eq!((hits("a"), hits("b"), hits("other")), (Some(0.0), Some(0.0), None));
    shop::hits::<Growing>(0, "c").inc();
    assert_eq!(hits("other"), Some(1.0));

    // A counter without labels, a gauge back at zero, a fact that no longer holds.
    assert_eq!(sample(&text(), "earned_usd_total"), Some(0.0));
    shop::queue_length::<Growing>(1).inc();
    assert_eq!(sample(&text(), "queue_length{status=\"error\"}"), Some(1.0));
    shop::queue_length::<Growing>(1).dec();
    assert_eq!(sample(&text(), "queue_length{status=\"error\"}"), Some(0.0));
    shop::build_info::<Growing>("a").set();
    assert_eq!(sample(&text(), "build_info{page=\"a\"}"), Some(1.0));
    shop::build_info::<Growing>("a").unset();
    assert!(!text().contains("build_info"));
}

#[test]
fn a_flood_of_values_takes_no_more_room_than_the_limit() {
    let page = |number: u32| format!("/page/{number}");
    for number in 0..1_000_000 {
        shop::http_requests_total::<Flooded>(&page(number), 200).inc();
    }
    let text = scrape::<Flooded>(Format::Text);
    let requests =
        |page: &str| sample(&text, &format!("http_requests_total{{page=\"{page}\",code=\"200\"}}"));
    assert_eq!(requests("/page/0"), Some(1.0));
    assert_eq!(requests("/page/1"), Some(1.0));
    assert_eq!(requests("other"), Some(999_998.0));
    assert_eq!(sample(&text, "gaugewright_folded_total{label=\"page\"}"), Some(999_998.0));
    assert_eq!(text.lines().filter(|line| line.starts_with("http_requests_total")).count(), 3);
}

#[test]
fn the_names_of_the_runtime_are_its_own() {
    use gaugewright::__private::{Init, Kind, Metric, Schema, Storage, Store};
    static TAKEN: [Metric; 1] = [Metric {
        name: "gaugewright_folded_total",
        help: "",
        unit: None,
        kind: Kind::Counter,
        labels: &[],
        storage: Storage::Dense(0),
        init: Init::All,
    }];
    static SCHEMA: Schema =
        Schema { service: "s", path: "/", constants: &[], labels: &[], metrics: &TAKEN, cells: 1 };
    assert!(std::panic::catch_unwind(|| Store::new(&SCHEMA)).is_err());
}
