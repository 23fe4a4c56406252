gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", record(tokens))]
fn ask() -> u32 {
    1
}

fn main() {}
