gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", record(tokens = |text: &&str| *text))]
fn ask() -> &'static str {
    "1"
}

fn main() {}
