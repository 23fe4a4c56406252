gaugewright::metrics!("../../../../tests/ui/spec.yaml", by_hand = [queue_depth, llm_tokens_total]);

fn main() {}
