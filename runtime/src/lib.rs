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
mod exposition;
#[cfg(feature = "axum")]
mod http;
#[cfg(feature = "prometheus")]
mod interop;
mod label;
mod local;
mod metric;
mod place;
#[cfg(feature = "push")]
mod push;
mod registry;
mod schema;
mod store;
mod sync;
mod track;
mod values;

pub use exposition::{Format, Response};
pub use gaugewright_macros::{LabelValue, metrics, tracked};
#[cfg(feature = "axum")]
pub use http::{Answering, Body as HttpBody, HttpLayer, HttpService, HttpTrack};
#[cfg(feature = "prometheus")]
pub use interop::{Collector, Collision};
pub use label::{LabelFrom, OpenLabel, Text, TextFor, UnknownValue};
pub use metric::{Counter, Durations, FloatCounter, Gauge, InFlight, Info, Number, Timer, Values};
pub use place::{Dense, Place, Sparse};
#[cfg(feature = "push")]
pub use push::{Push, PushError};
pub use registry::Exposition;
pub use track::{Amount, Call, Outcome, Track};

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
    #[cfg(feature = "axum")]
    pub use axum;

    pub use crate::track::{AnyReturn, Returned, Track, Tracked, look, once};
}
