//! Living beside hand-made collectors of the crates `prometheus` and `prometheus-client`: a spec inside their registries, and their
//! registries inside our exposition.

#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

#[cfg(feature = "prometheus-client")]
mod client;
mod collector;
mod foreign;
mod handmade;
#[cfg(feature = "prometheus")]
mod prometheus;
mod registries;

pub use collector::Collector;
pub use handmade::Handmade;
pub use registries::Collision;
pub(crate) use registries::Registries;
