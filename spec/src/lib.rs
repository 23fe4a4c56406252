//! The model behind Gaugewright: text of a `metrics-spec.yaml` in, a checked and immutable
//! model out. Pure: no file access, no tokens, no clock.

pub mod duration;
pub mod kind;
pub mod model;
pub mod number;
pub mod promql;
pub mod quantity;
pub mod source;
pub mod template;
pub mod unit;
