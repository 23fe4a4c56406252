gaugewright::metrics!("metric-spec.yaml");

fn main() {}
