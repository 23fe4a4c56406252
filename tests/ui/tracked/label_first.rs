gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(provider = Provider::Openai, llm)]
fn ask() {}

fn main() {}
