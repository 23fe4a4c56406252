gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;

#[tracked(llm)]
struct Client;

fn main() {}
