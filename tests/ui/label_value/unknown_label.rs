gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
#[label(metrics::Raeson)]
enum Failure {
    Timeout,
}

fn main() {}
