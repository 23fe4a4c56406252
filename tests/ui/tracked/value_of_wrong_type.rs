gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;

#[tracked(llm, provider = "openai", model = "gpt-4")]
fn ask() {}

fn main() {}
