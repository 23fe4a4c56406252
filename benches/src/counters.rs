//! Counters with three closed labels.

use std::hint::black_box;

use crate::harness::{contestant, measure, print};
use crate::ours::{self, Model, Outcome, Provider};
use crate::{labels, peers, raw};

pub fn compare() {
    let rows = [
        contestant("raw: one atomic", || raw::COUNTER.inc()),
        contestant("**gaugewright**", || {
            ours::calls_total(Provider::Anthropic, Model::Large, Outcome::Error).inc();
        }),
        contestant("prometheus-static-metric", || peers::STATIC.anthropic.large.error.inc()),
        contestant("measured", || peers::measured_counter(Provider::Anthropic, Model::Large, Outcome::Error)),
        contestant("prometheus-client", || {
            peers::client_counter(Provider::Anthropic, Model::Large, Outcome::Error)
        }),
        contestant("prometheus", || peers::COUNTER.with_label_values(&["anthropic", "large", "error"]).inc()),
        contestant("metrics", || {
            metrics::counter!("calls_total", "provider" => "anthropic", "model" => "large", "status" => "error").increment(1);
        }),
        #[cfg(feature = "foundations")]
        contestant("foundations", || {
            peers::foundations::counter(Provider::Anthropic, Model::Large, Outcome::Error)
        }),
        contestant("foundations-metrics, low cardinality", || {
            peers::low_cardinality::counter(Provider::Anthropic, Model::Large, Outcome::Error)
        }),
        contestant("foundations-metrics, low cardinality, thread-local", || {
            peers::low_cardinality::local_counter(Provider::Anthropic, Model::Large, Outcome::Error)
        }),
    ];
    print("Counter, labels known at the call site", &measure(&rows));
    let rows = [
        contestant("raw: one atomic of an array", || raw::COUNTERS[black_box(17)].inc()),
        contestant("the labels alone", || {
            black_box(labels());
        }),
        contestant("**gaugewright**", || {
            let (provider, model, outcome) = labels();
            ours::calls_total(provider, model, outcome).inc();
        }),
        contestant("measured", || {
            let (provider, model, outcome) = labels();
            peers::measured_counter(provider, model, outcome);
        }),
        contestant("prometheus-client", || {
            let (provider, model, outcome) = labels();
            peers::client_counter(provider, model, outcome);
        }),
        contestant("prometheus", || {
            let (provider, model, outcome) = labels();
            peers::COUNTER.with_label_values(&[provider.as_str(), model.as_str(), outcome.as_str()]).inc();
        }),
        contestant("metrics", || {
            let (provider, model, outcome) = labels();
            metrics::counter!(
                "calls_total", "provider" => provider.as_str(), "model" => model.as_str(), "status" => outcome.as_str()
            )
            .increment(1);
        }),
        #[cfg(feature = "foundations")]
        contestant("foundations", || {
            let (provider, model, outcome) = labels();
            peers::foundations::counter(provider, model, outcome);
        }),
        contestant("foundations-metrics, low cardinality", || {
            let (provider, model, outcome) = labels();
            peers::low_cardinality::counter(provider, model, outcome);
        }),
        contestant("foundations-metrics, low cardinality, thread-local", || {
            let (provider, model, outcome) = labels();
            peers::low_cardinality::local_counter(provider, model, outcome);
        }),
    ];
    print("Counter, enums at run time", &measure(&rows));
}
