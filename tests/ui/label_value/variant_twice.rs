gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
#[label(metrics::Reason)]
enum Failure {
    #[label(Timeout)]
    #[label(Refused)]
    Slow,
}

fn main() {}
