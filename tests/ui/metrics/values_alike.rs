gaugewright::metrics!("../../../../tests/ui/metrics/values_alike.yaml");

fn main() {}
