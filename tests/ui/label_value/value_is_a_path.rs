gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
#[label(metrics::Reason)]
enum Failure {
    #[label(metrics::Reason::Timeout)]
    Slow,
}

fn main() {}
