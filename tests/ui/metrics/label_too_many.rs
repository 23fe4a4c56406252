gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use metrics::Provider;

fn main() {
    metrics::queue_depth(Provider::Openai).set(1);
}
