gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;
use metrics::Provider;

trait Ask {
    #[tracked(llm, provider = Provider::Openai, model = "gpt-4")]
    fn ask(&self);
}

fn main() {}
