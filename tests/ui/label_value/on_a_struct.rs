gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
#[label(metrics::Reason)]
struct Failure;

fn main() {}
