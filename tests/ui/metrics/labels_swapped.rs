gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::{Outcome, Provider};

fn main() {
    metrics::llm_requests_total(Outcome::Success, "gpt-4", Provider::Openai).inc();
}
