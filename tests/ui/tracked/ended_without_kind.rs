gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::Outcome;
use metrics::Provider;

fn main() {
    let call = metrics::track::llm(Provider::Openai, "gpt-4");
    call.end(Outcome::Error);
}
