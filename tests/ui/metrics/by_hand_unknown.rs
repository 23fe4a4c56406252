gaugewright::metrics!("../../../../tests/ui/spec.yaml", by_hand = [queue_dept]);

fn main() {}
