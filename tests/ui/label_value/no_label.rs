gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
enum Failure {
    Timeout,
}

fn main() {}
