gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::Provider;

fn main() {
    metrics::llm_tokens_total(Provider::Openai).add(1.5);
}
