gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::{Provider, Reason};

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", ok_if = |answer: &Result<u32, Reason>| *answer == Ok(42))]
fn ask() -> Result<u32, Reason> {
    Ok(41)
}

fn main() {}
