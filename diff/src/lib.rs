//! What changed in meaning between two specs. Both are taken apart into facts, such as the type of a metric or who gets an alert; a change
//! is a fact that is new, gone or different. A table says of each kind of change whether it breaks somebody, and why.
//!
//! What is written otherwise and means the same is no change: facts are taken from the checked model, and queries are in normal form.
//! Pure: two models in, changes out.

#![forbid(unsafe_code)]

mod aspect;
mod change;
mod compare;
mod consequences;
mod difference;
mod facts;
mod item;
mod names;
mod reader;
mod readers;
mod sentence;
mod settings;
mod table;

pub use aspect::{Aspect, Class, Effect, Sort, Verb};
pub use change::{Alike, Change};
pub use compare::diff;
pub use reader::Reader;
pub use readers::Readers;
pub use sentence::{Part, Sentence};
pub use table::all as aspects;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
