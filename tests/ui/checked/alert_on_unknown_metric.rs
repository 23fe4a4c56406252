gaugewright::metrics!("../../../../tests/ui/checked/alert_on_unknown_metric.yaml");

fn main() {
    // The collectors are there: one mistake is one error.
    metrics::calls_total().inc();
}
