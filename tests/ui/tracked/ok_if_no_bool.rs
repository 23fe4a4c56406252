gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::{Provider, Reason};

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", ok_if = |code: &u32| *code, error = |_| Reason::Refused)]
fn ask() -> u32 {
    1
}

fn main() {}
