gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4")]
fn ask() -> u32 {
    "one"
}

fn main() {}
