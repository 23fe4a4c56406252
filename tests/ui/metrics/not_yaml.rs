gaugewright::metrics!("../../../../tests/ui/metrics/not_yaml.yaml");

fn main() {}
