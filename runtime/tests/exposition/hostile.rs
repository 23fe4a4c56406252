//! Label values that somebody out there has chosen.

use gaugewright::Format;

use crate::{sample, scrape, shop};

shop::shop!(Hostile);
shop::shop!(Injected);

#[test]
fn a_value_cannot_break_out_of_its_quotes() {
    shop::http_requests_total::<Injected>("\"} 1\nfake_total{x=\"\\", 200).inc();
    let text = scrape::<Injected>(Format::Text);
    assert!(!text.contains("\nfake_total"), "{text}");
    let line = r#"http_requests_total{page="\"} 1\nfake_total{x=\"\\",code="200"}"#;
    assert_eq!(sample(&text, line), Some(1.0));
}

#[test]
fn long_and_empty_values_are_written_as_they_are() {
    let long = "x".repeat(100_000);
    shop::http_requests_total::<Hostile>("", 200).inc();
    shop::http_requests_total::<Hostile>(&long, 200).inc();
    let text = scrape::<Hostile>(Format::OpenMetrics);
    assert_eq!(sample(&text, "http_requests_total{page=\"\",code=\"200\"}"), Some(1.0));
    assert_eq!(sample(&text, &format!("http_requests_total{{page=\"{long}\",code=\"200\"}}")), Some(1.0));
    assert!(text.ends_with("\n# EOF\n"));
}
