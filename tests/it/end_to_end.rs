//! Generated output, checked by the real programs that will read it.
//!
//! A library of ours agreeing with itself proves little. So Prometheus loads the rules and answers the panels' queries,
//! Grafana's own types judge the dashboards, kubectl builds the overlays, and independent validators read the manifests
//! and the JSON Schema. `./scripts/tools` installs all of them.

mod alertmanager;
mod alertmanager_server;
mod autoscaling;
mod calendar;
mod checkov;
mod choices;
mod compose;
mod dashboards;
mod deployment;
mod discovery;
mod docs;
mod exemplars;
mod exposition;
mod grafana_alerting;
mod grafana_variables;
mod harvester;
mod hostile_texts;
mod imported_rules;
mod jobs;
mod manifests;
mod moving;
mod newcomer;
mod operator;
mod preview;
mod prometheus;
mod prometheus_config;
mod promises;
mod provisioning;
mod reader;
mod recordings;
mod replay;
mod rule_tests;
mod rules;
mod sample_scrape;
mod scale;
mod schema;
mod secured;
mod tool;
mod up;
mod up_to_date;
mod workspace;
