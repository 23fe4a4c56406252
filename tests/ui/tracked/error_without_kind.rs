gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

struct Failure;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4")]
fn ask() -> Result<u32, Failure> {
    Err(Failure)
}

fn main() {}
