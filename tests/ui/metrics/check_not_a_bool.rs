gaugewright::metrics!("../../../../tests/ui/spec.yaml", check = "no");

fn main() {}
