//! Reads the monitoring that people have, tells it as a spec, and checks it: rule files of Prometheus, `PrometheusRule` resources,
//! Grafana dashboards, configurations of Alertmanager. Pure: texts in, findings out. Every finding has its place in the file it is about.
//!
//! What a file says becomes a tree with the keys of a spec, each with its place in that file; from there on everything is as with a
//! spec that somebody has written.

#![forbid(unsafe_code)]

mod alertmanager;
mod alerts;
mod asked_for;
mod assemble;
mod attach;
mod audit;
mod boards;
mod choices;
mod closed;
mod comments;
mod dashboards;
mod dialect;
mod durations;
mod elements;
mod exposition;
mod import;
mod inputs;
mod json;
mod judge;
mod kind;
mod labels;
mod names;
mod notes;
mod operator;
mod originals;
mod panels;
mod print;
mod prometheus;
mod proof;
mod purpose;
mod quantities;
mod queries;
mod read;
mod recordings;
mod refused;
mod renamed;
mod rules;
mod scrape;
mod shared;
mod silence;
mod silenced;
mod templates;
mod threshold;
mod tree;
mod unfilled;
mod variables;
mod vocabulary;
mod words;

pub use alertmanager::SecretFile;
pub use audit::{Audit, Counts, audit};
pub use exposition::{Exposition, Sample};
pub use import::{Imported, Proven, import};
pub use inputs::{File, Inputs, Kind, Skipped};
pub use proof::{
    Asked, Difference, Heard, Item, Report, RuleTests, Sort, TestFile, UNEXPLAINED, Verdict, json, markdown,
};
pub use read::{Model, read};
pub use silence::LeftOut;
pub use vocabulary::series_read;

/// Where something stands, for people: `rules.yaml:12`.
fn place(source: &gaugewright_spec::source::Source, span: gaugewright_spec::source::Span) -> String {
    let at = source.in_file(span).start;
    format!("{}:{}", source.name_at(at), source.position(at).line)
}

/// The same to the column: JSON may be one line.
fn exact_place(source: &gaugewright_spec::source::Source, span: gaugewright_spec::source::Span) -> String {
    let at = source.in_file(span).start;
    format!("{}:{}", place(source, span), source.position(at).column)
}

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
