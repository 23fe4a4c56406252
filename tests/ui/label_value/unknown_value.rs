gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::LabelValue;

#[derive(LabelValue)]
#[label(metrics::Reason)]
enum Failure {
    Timeout,
    #[label(Brocken)]
    Broken,
}

fn main() {}
