gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

#[tracked(llm, provider = Provider::Openai, model = "gpt-4", ok_if = |_| true, err_if = |_| false)]
fn ask() -> u32 {
    1
}

fn main() {}
