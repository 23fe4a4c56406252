//! Signal Harvester: finds signals and discoveries in public sources, scores them with language models and tracks topics.
//!
//! All that it measures is declared in `metrics-spec.yaml`. Here stand attributes: `#[tracked(llm, ..)]` on a function, a
//! layer around the router; what only the service knows, such as how much is stored, is set in `levels`.
#![forbid(unsafe_code)]
#![allow(clippy::doc_markdown, reason = "OpenAI and SQLite are names")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that talks to its user")]

mod api;
mod args;
mod cache;
mod demo;
mod levels;
mod llm;
mod pipeline;
mod serve;
mod sources;
mod store;

pub use args::Args;
pub use serve::run;

gaugewright::metrics!("../../metrics-spec.yaml");

/// What ends the program.
pub type Fatal = Box<dyn std::error::Error + Send + Sync>;
