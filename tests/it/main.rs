//! Integration tests.

mod end_to_end;
mod golden_kubernetes;
mod golden_prometheus;
mod promql;
mod yaml_readers;
