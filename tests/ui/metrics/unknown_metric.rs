gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::{Outcome, Provider};

fn main() {
    metrics::llm_request_total(Provider::Openai, "gpt-4", Outcome::Success).inc();
}
