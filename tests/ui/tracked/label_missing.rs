gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai)]
fn ask() {}

fn main() {}
