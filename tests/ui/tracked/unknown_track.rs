gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(lm, provider = Provider::Openai, model = "gpt-4")]
fn ask() {}

fn main() {}
