gaugewright::metrics!(metrics_spec);

fn main() {}
