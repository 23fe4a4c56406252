//! The model behind Gaugewright: text of a `metrics-spec.yaml` in, a checked and immutable
//! model out. Pure: no file access, no tokens, no clock.

mod ast;
mod decode;
pub mod diagnostic;
pub mod duration;
pub mod kind;
pub mod lint;
pub mod model;
pub mod number;
pub mod promql;
pub mod quantity;
pub mod render;
mod scalar;
#[cfg(feature = "schema")]
pub mod schema;
pub mod source;
mod suggest;
pub mod template;
pub mod unit;
mod yaml;
