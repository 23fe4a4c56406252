gaugewright::metrics!("../../../../tests/ui/spec.yaml", checks = false);

fn main() {}
