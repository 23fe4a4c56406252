//! Every page of Markdown that a user reads: what stands in it works.

mod links;
mod markdown;
mod mermaid;
mod promql;
mod rust;
mod shell;
mod yaml;
