//! Pages for people, written by templates: what stands in them comes from the spec, how it reads from `templates/`
//! or from the user's own folder.

mod amount;
pub mod built_in;
pub mod deployment;
mod drill;
mod facts;
mod markdown;
pub mod monitoring;
mod objectives;
pub mod own;
mod read;
pub mod reference;
pub mod runbook;
pub mod templates;
mod uses;
mod words;

pub use own::Own;
pub use templates::Templates;
