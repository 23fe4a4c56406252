gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", err_if = |answer: &Option<u32>| answer.is_none())]
fn ask() -> Option<u32> {
    None
}

fn main() {}
