mod other {
    gaugewright::metrics!("../../../../tests/ui/spec.yaml");
}

#[gaugewright::tracked(llm, provider = other::metrics::Provider::Openai, model = "gpt-4")]
fn ask() {}

fn main() {}
