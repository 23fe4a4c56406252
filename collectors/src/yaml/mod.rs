//! YAML to a tree that remembers where everything was written. Only this folder knows the YAML library, which gives events:
//! the start of a mapping, a scalar, an alias.

mod compose;
mod error;
mod merge;
mod node;
mod scalar;

pub use compose::parse;
pub use compose::parse_documents;
pub use node::{Entry, Node, Value};
