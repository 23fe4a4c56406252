gaugewright::metrics!("../../../../tests/ui/metrics/several_mistakes.yaml");

fn main() {
    metrics::calls_total().inc();
}
