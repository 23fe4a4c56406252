gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openia, model = "gpt-4")]
fn ask() {}

fn main() {}
