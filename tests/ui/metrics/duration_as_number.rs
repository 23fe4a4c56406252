gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::Provider;

fn main() {
    metrics::llm_request_duration_seconds(Provider::Openai).observe(1.5);
}
