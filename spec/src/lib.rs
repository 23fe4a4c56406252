//! The model behind Gaugewright: text of a `metrics-spec.yaml` in, a checked and immutable
//! model out. Pure: no file access, no tokens, no clock.

pub mod promql;
pub mod source;
