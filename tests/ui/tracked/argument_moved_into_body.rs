gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model)]
fn ask(model: u32) -> u32 {
    model
}

fn main() {}
