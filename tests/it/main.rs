//! Integration tests.

mod architecture;
mod arrows;
mod at_scale;
mod audit;
mod cli;
mod collectors;
mod corpus;
mod costs;
mod dashboard_linter;
mod diagnostics;
mod diff;
mod end_to_end;
mod exposition;
mod fuzz;
mod fuzz_files;
mod golden_alertmanager;
mod golden_docs;
mod golden_grafana;
mod golden_kubernetes;
mod golden_outputs;
mod golden_prometheus;
mod golden_scale;
mod golden_schema;
mod hostile;
#[cfg(unix)]
mod hostile_disk;
mod hostile_server;
mod import;
#[cfg(unix)]
mod interrupted;
mod lint_pages;
mod one_threshold;
mod pages;
mod panel_places;
mod preview;
mod programs;
mod project;
mod promql;
mod random;
mod recipes;
mod served;
mod sloth;
mod time_zones;
mod types;
mod verify;
mod yaml_readers;
