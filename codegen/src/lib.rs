//! Gaugewright's generator: a checked [`Spec`] in, the text of every generated file out. Nothing here
//! touches a disk; `main.rs` does all of that.

pub mod files;
pub mod target;
pub mod yaml;

pub use files::Files;
pub use gaugewright_spec::model::Spec;
