//! Integration tests.

mod golden_kubernetes;
mod golden_prometheus;
mod yaml_readers;
