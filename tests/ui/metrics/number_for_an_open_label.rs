gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::{Outcome, Provider};

fn main() {
    metrics::llm_requests_total(Provider::Openai, 4, Outcome::Success).inc();
}
