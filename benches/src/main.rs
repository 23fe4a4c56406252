//! The collectors against those of other libraries. See `docs/performance.md`.

mod counters;
mod functions;
mod harness;
mod peers;
mod raw;
mod scrapes;

use std::hint::black_box;
use std::time::Duration;

use harness::{contestant, measure, print};
use ours::{Code, Endpoint, Method, Model, Name, Outcome, Provider};

gaugewright::metrics!("spec.yaml", mod = ours);
gaugewright::metrics!("../metrics-spec.yaml", mod = sample);

const WAIT: Duration = Duration::from_millis(30);

fn main() {
    peers::prepare();
    counters::compare();
    histograms();
    gauges();
    open_labels();
    functions::compare();
    scrapes::compare();
}

/// Hides from the compiler which labels these are.
fn labels() -> (Provider, Model, Outcome) {
    black_box((Provider::Anthropic, Model::Large, Outcome::Error))
}

fn histograms() {
    let rows = [
        contestant("raw: atomic buckets and sum", || raw::HISTOGRAM.observe(black_box(WAIT))),
        contestant("**gaugewright**, Duration", || {
            let (provider, model, outcome) = labels();
            ours::call_duration_seconds(provider, model, outcome).observe(black_box(WAIT));
        }),
        contestant("**gaugewright**, f64", || {
            let (provider, model, outcome) = labels();
            ours::call_bytes(provider, model, outcome).observe(black_box(3000.0));
        }),
        contestant("measured", || {
            let (provider, model, outcome) = labels();
            peers::measured_histogram(provider, model, outcome, black_box(WAIT).as_secs_f64());
        }),
        contestant("prometheus-client", || {
            let (provider, model, outcome) = labels();
            peers::client_histogram(provider, model, outcome, black_box(WAIT).as_secs_f64());
        }),
        contestant("prometheus", || {
            let (provider, model, outcome) = labels();
            peers::HISTOGRAM
                .with_label_values(&[provider.as_str(), model.as_str(), outcome.as_str()])
                .observe(black_box(WAIT).as_secs_f64());
        }),
        contestant("metrics", || {
            let (provider, model, outcome) = labels();
            metrics::histogram!(
                "call_duration_seconds",
                "provider" => provider.as_str(), "model" => model.as_str(), "status" => outcome.as_str()
            )
            .record(black_box(WAIT).as_secs_f64());
        }),
        #[cfg(feature = "foundations")]
        contestant("foundations", || {
            let (provider, model, outcome) = labels();
            peers::foundations::histogram(provider, model, outcome, black_box(WAIT));
        }),
        contestant("foundations-metrics, low cardinality", || {
            let (provider, model, outcome) = labels();
            peers::low_cardinality::histogram(provider, model, outcome, black_box(WAIT));
        }),
    ];
    print("Histogram, 14 buckets, 3 labels", &measure(&rows));
}

fn gauges() {
    let rows = [
        contestant("raw: two atomics", || raw::COUNTER.inc_and_dec()),
        contestant("**gaugewright**", || {
            let (provider, model, _) = labels();
            let gauge = ours::calls_in_progress(provider, model);
            gauge.inc();
            black_box(());
            gauge.dec();
        }),
        contestant("prometheus, gauge at hand", || {
            peers::GAUGE.inc();
            peers::GAUGE.dec();
        }),
    ];
    print("Gauge, up and down", &measure(&rows));
}

fn open_labels() {
    let name = Name::from("gpt-4-turbo");
    let endpoint = Endpoint::from("/signals/{id}");
    let ok = Code::nearest(200);
    let rows = [
        contestant("raw: one atomic", || raw::COUNTER.inc()),
        contestant("**gaugewright**, text, dense", || {
            ours::named_total(black_box(Provider::Openai), black_box("gpt-4-turbo")).inc();
        }),
        contestant("**gaugewright**, text, sparse", move || {
            ours::requests_total(black_box(Method::Get), black_box("/signals/{id}"), black_box(ok)).inc();
        }),
        contestant("**gaugewright**, label kept, dense", move || {
            ours::named_total(black_box(Provider::Openai), black_box(name)).inc();
        }),
        contestant("**gaugewright**, label kept, sparse", move || {
            ours::requests_total(black_box(Method::Get), black_box(endpoint), black_box(ok)).inc();
        }),
        contestant("prometheus", || {
            peers::NAMED.with_label_values(&["openai", black_box("gpt-4-turbo")]).inc()
        }),
        contestant("prometheus-client", || peers::client_named(black_box("gpt-4-turbo"))),
        contestant("metrics", || {
            metrics::counter!("named_total", "provider" => "openai", "name" => black_box("gpt-4-turbo"))
                .increment(1);
        }),
    ];
    print("Counter, open text label seen before", &measure(&rows));
}
