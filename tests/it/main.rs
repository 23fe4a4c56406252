//! Integration tests.

mod architecture;
mod cli;
mod corpus;
mod dashboard_linter;
mod diagnostics;
mod end_to_end;
mod exposition;
mod fuzz;
mod golden_grafana;
mod golden_kubernetes;
mod golden_prometheus;
mod golden_schema;
mod hostile;
mod lint_pages;
mod one_threshold;
mod promql;
mod random;
mod sloth;
mod types;
mod ui;
mod verify;
mod yaml_readers;
