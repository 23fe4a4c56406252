gaugewright::metrics!("../../../../tests/ui/spec.yaml");

fn main() {
    metrics::llm_tokens_total("openai").inc();
}
