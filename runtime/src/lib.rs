//! Typed metrics from one `metrics-spec.yaml`. `metrics!` reads the spec at compile time and makes an accessor for
//! every metric and an enum for every label; `#[tracked]` instruments a function. This crate is what both call.
#![forbid(unsafe_code)]
#![allow(
    clippy::inline_always,
    reason = "an increment is four instructions: a call would cost more than it does"
)]
#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

mod block;
mod cell;
mod clock;
mod label;
mod local;
mod metric;
mod place;
mod schema;
mod store;
mod sync;
mod track;
mod values;

pub use gaugewright_macros::{LabelValue, metrics, tracked};
pub use label::{LabelFrom, UnknownValue};
pub use metric::{Counter, Durations, FloatCounter, Gauge, InFlight, Info, Number, Timer, Values};
pub use place::{Dense, Place, Sparse};
pub use track::{Amount, Call, Outcome, Track};

/// What a module of collectors serves.
#[doc(hidden)]
#[macro_export]
macro_rules! __exposition {
    ($backend:ident) => {};
}

/// For the code that the macros make. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::clock::{duration, seconds};
    pub use crate::label::{label, open_id, open_value};
    pub use crate::local::{Backend, Local, Owner};
    pub use crate::schema::{
        Domain, DurationBuckets, Init, Kind, Label, Metric, MetricLabel, Schema, Storage, ValueBuckets,
    };
    pub use crate::store::Store;
    pub use crate::track::{AnyReturn, Returned, Track, Tracked, look, once};
}
