gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use std::error::Error;

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4")]
fn ask() -> Result<u32, Box<dyn Error>> {
    Ok("42".parse()?)
}

fn main() {}
