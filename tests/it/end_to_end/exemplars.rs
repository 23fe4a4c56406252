//! A span of `tracing`, exported by OpenTelemetry, is the exemplar that a real Prometheus keeps for the call it was around.

use std::thread;
use std::time::{Duration, Instant};

use gaugewright::{Exposition, Format};
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use serde_json::json;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

use super::prometheus::Prometheus;
use super::tool;
use crate::exposition::{Server, shop};

gaugewright::__backend!(Traced, shop::schema());
gaugewright::__backend!(Unsampled, shop::schema());

/// Observes in a span, and gives the id of its trace.
fn observe_in_a_span<B: gaugewright::__private::Backend>(sampler: Sampler) -> String {
    let provider = SdkTracerProvider::builder().with_sampler(sampler).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let span = tracing::info_span!("pay");
        let _entered = span.enter();
        shop::pay_duration_seconds::<B>(0).observe(Duration::from_millis(250));
        shop::basket_items::<B>().observe(3.5);
        span.context().span().span_context().trace_id().to_string()
    })
}

fn scrape<B: gaugewright::__private::Backend>(format: Format) -> String {
    let mut out = Vec::new();
    Exposition::new::<B>().encode(&mut out, format);
    String::from_utf8(out).expect("text")
}

#[test]
fn the_trace_of_a_call_stands_beside_its_bucket() {
    shop::pay_duration_seconds::<Traced>(0).observe(Duration::from_millis(1));
    let trace = observe_in_a_span::<Traced>(Sampler::AlwaysOn);

    let text = scrape::<Traced>(Format::OpenMetrics);
    let with: Vec<&str> = text.lines().filter(|line| line.contains(" # {")).collect();
    let [items, pay] = with[..] else { panic!("two buckets have one:\n{text}") };
    assert!(items.starts_with("basket_items_bucket{le=\"1e+06\"} 1 # {trace_id=\""), "{items}");
    let begins =
        format!("pay_duration_seconds_bucket{{status=\"success\",le=\"0.3\"}} 2 # {{trace_id=\"{trace}\"");
    assert!(pay.starts_with(&begins) && pay.contains("\"} 0.25 1"), "{pay}");
    assert!(!scrape::<Traced>(Format::Text).contains(" # {"), "the text format has no exemplars");

    let server = Server::start(Exposition::new::<Traced>().router());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = json!({
        "global": { "scrape_interval": "100ms", "scrape_timeout": "100ms" },
        "scrape_configs": [{ "job_name": "shop", "static_configs": [{ "targets": [server.address.to_string()] }] }],
    });
    let prometheus = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", config.to_string()));
    let deadline = Instant::now() + tool::PATIENCE;
    let range = [("query", "pay_duration_seconds_bucket"), ("start", "0"), ("end", "9999999999")];
    loop {
        let answer = prometheus.get("/api/v1/query_exemplars", &range).expect("a valid query");
        let found = &answer[0]["exemplars"][0];
        if found.is_object() {
            assert_eq!((&found["labels"]["trace_id"], &found["value"]), (&json!(trace), &json!("0.25")));
            break;
        }
        assert!(Instant::now() < deadline, "no exemplar: {answer}\n{}", prometheus.log());
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(prometheus.log(), "");
}

#[test]
fn a_trace_that_is_not_sampled_is_no_exemplar() {
    observe_in_a_span::<Unsampled>(Sampler::AlwaysOff);
    shop::basket_items::<Unsampled>().observe(1.0);
    let text = scrape::<Unsampled>(Format::OpenMetrics);
    assert!(text.contains("basket_items_count 2") && !text.contains(" # {"), "{text}");
}
