//! Living beside the crate `prometheus`: a spec inside its registries, and its registries inside our exposition.

#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

mod collector;
mod registries;

pub use collector::Collector;
pub use registries::Collision;
pub(crate) use registries::Registries;
