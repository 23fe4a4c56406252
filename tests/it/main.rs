//! Integration tests.

mod architecture;
mod cli;
mod end_to_end;
mod exposition;
mod golden_kubernetes;
mod golden_prometheus;
mod hostile;
mod lint_pages;
mod promql;
mod yaml_readers;
