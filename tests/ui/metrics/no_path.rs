gaugewright::metrics!();

fn main() {}
