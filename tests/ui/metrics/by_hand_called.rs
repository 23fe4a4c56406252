gaugewright::metrics!("../../../../tests/ui/spec.yaml", by_hand = [queue_depth]);

fn main() {
    metrics::queue_depth().set(1);
}
