//! Integration tests.

mod architecture;
mod cli;
mod end_to_end;
mod golden_kubernetes;
mod golden_prometheus;
mod yaml_readers;
