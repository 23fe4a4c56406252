//! Typed metrics from one `metrics-spec.yaml`. [`metrics!`] reads the spec at compile time and makes an accessor for
//! every metric and an enum for every label; [`#[tracked]`](macro@tracked) instruments a function. This crate is what both call.
//!
//! ```
//! gaugewright::metrics!("../tests/ui/spec.yaml");
//! use metrics::{Provider, Reason};
//!
//! /// Why a call failed.
//! #[derive(gaugewright::LabelValue)]
//! #[label(metrics::Reason)]
//! enum Failure {
//!     Timeout,
//! }
//!
//! #[gaugewright::tracked(llm, provider = Provider::Openai, model)]
//! fn ask(model: &str, prompt: &str) -> Result<usize, Failure> {
//!     if prompt.is_empty() { Err(Failure::Timeout) } else { Ok(prompt.len()) }
//! }
//!
//! # fn main() {
//! assert!(ask("gpt-4", "Why?").is_ok() && ask("gpt-4", "").is_err());
//! assert_eq!(metrics::llm_errors_total(Provider::Openai, Reason::Timeout).get(), 1);
//!
//! let mut text = Vec::new();
//! metrics::encode(&mut text, gaugewright::Format::Text);
//! assert!(String::from_utf8_lossy(&text).contains("# TYPE llm_requests_total counter"));
//! # }
//! ```
//!
//! Features, none of which is on by itself:
//!
//! | | |
//! |---|---|
//! | `check` | `metrics!` checks queries, alerts and dashboards of the spec, too, as the program does; it doubles the time to compile |
//! | `axum` | a route for the scrape, and a layer that measures requests under any tower server |
//! | `gzip` | compressed scrapes |
//! | `prometheus`, `process` | a spec as a `prometheus::core::Collector`, a `prometheus::Registry` in the exposition; CPU time, memory and files of the process |
//! | `prometheus-client` | the same for the crate `prometheus-client`: a spec as a collector, a registry in the exposition |
//! | `exemplars`, `opentelemetry` | in OpenMetrics, a trace beside each bucket of a histogram: from a function of yours, or OpenTelemetry's current one. With `tracing`, `tracing-opentelemetry` 0.34 makes a span the current one; put `#[tracing::instrument]` above `#[tracked]` |
//! | `push`, `push-tls` | what a batch job has counted, to a Pushgateway |
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    clippy::inline_always,
    reason = "an increment is four instructions: a call would cost more than it does"
)]
#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

mod amount;
mod block;
mod cell;
mod clock;
mod counts;
#[cfg(feature = "exemplars")]
mod exemplar;
mod exposition;
#[cfg(feature = "axum")]
mod http;
#[cfg(feature = "_interop")]
mod interop;
mod label;
mod local;
mod marks;
mod metric;
mod place;
#[cfg(feature = "push")]
mod push;
mod registry;
mod schema;
mod slot;
mod store;
mod sync;
mod table;
mod track;
mod values;

pub use amount::Amount;
#[cfg(feature = "exemplars")]
pub use exemplar::{Trace, set_trace_source};
pub use exposition::{Format, Response};
/// Lets an enum of yours stand for a label of the spec, variant by variant.
///
/// `#[label(path)]` on the enum names the label's type; a variant stands for the one of the same name, or for the one that
/// its own `#[label(Name)]` gives. What a variant holds does not matter. An enum may stand for several labels.
///
/// ```edition2021
/// gaugewright::metrics!("../tests/ui/spec.yaml");
///
/// #[derive(gaugewright::LabelValue)]
/// #[label(metrics::Reason)]
/// enum Failure {
///     Timeout,
///     #[label(Refused)]
///     Status(u16),
/// }
///
/// #[gaugewright::tracked(llm, provider = metrics::Provider::Openai, model)]
/// async fn ask(model: &str) -> Result<usize, Failure> {
///     Err(Failure::Status(503))
/// }
/// # fn main() {}
/// ```
pub use gaugewright_macros::LabelValue;
/// Makes a module of collectors from a spec: `metrics!("metrics-spec.yaml")`.
///
/// The path starts at the folder of the crate's `Cargo.toml`. The module is called `metrics`; `mod = name` gives it another
/// name. In it are
///
/// - a function for each metric of the service, whose arguments are its labels and which returns a [`Counter`], a [`Gauge`], a
///   histogram ([`Durations`] or [`Values`]) or an [`Info`];
/// - an enum for each closed label, a number for each range of codes, and a type for each open label, which takes any text.
///   An accessor takes a code as `u16` too: `http_requests_total("/signals", response.status().as_u16())`;
/// - `track`, with what [`#[tracked]`](macro@tracked) fills in, and a function for each track that begins a call by hand;
/// - `encode` and `exposition`, and with the features for it `router`, `handler`, `collector` and a layer for each HTTP track.
///
/// What is wrong with metrics, labels and tracks is a compile error, with the place in the spec. With the feature `check` that holds
/// for the rest of the spec, too, as `gaugewright check` says it: for an alert on a metric that does not exist. `check = false` leaves
/// it out, but for errors that keep the collectors from being made.
///
/// `by_hand = [orders_total]` names metrics that are still in a hand-made registry, and get no function here: so a service moves one metric
/// after the other (`exposition().with(registry)` serves both). A track records none of them.
///
/// One crate of a workspace calls it; the others say `use that_crate::metrics;` at their root.
///
/// The checks run unoptimised in a debug build unless you ask for more, once, in the workspace's `Cargo.toml`:
///
/// ```toml
/// [profile.dev.build-override]
/// opt-level = 2
/// ```
pub use gaugewright_macros::metrics;
/// Measures a function as a call of a track: `#[tracked(llm, provider = Provider::Openai, model)]`.
///
/// The first word is a track of the spec. What follows are the track's labels: an expression over the arguments, or a label
/// alone, which is the argument of that name. What else it takes:
///
/// | | |
/// |---|---|
/// | `record(tokens = \|answer\| answer.tokens)` | a number of the track's `records`, from what an `Ok` holds or from the value itself |
/// | `ok_if = \|value\| ..`, `err_if = \|value\| ..` | whether the call went well, by the whole return value |
/// | `error = \|error\| ..` | the kind of an error, for errors that do not derive [`LabelValue`](derive@LabelValue), such as `Box<dyn Error>`; with `ok_if` or `err_if` it gets the whole return value |
/// | `in = path::to::metrics` | the module that [`metrics!`] made; `crate::metrics` if left out |
/// | `skip` | nothing is measured: for a function inside a measured `impl` block |
///
/// A call ends as `success`, as `error` if it returned an `Err`, as `cancelled` if its future was dropped before it was done, or as
/// `panic`. An early return and `?` are ends like any other. An async call begins with the first poll.
///
/// The track's `errors` count every call that ends as `error` or `panic`. The kind comes from the `Err`, or from `error = ..`. A
/// failure that has neither, such as a `None` that `err_if` finds, is of the kind `other`, and a panic of the kind `panic` or else
/// `other`, if the label has these values.
///
/// It goes on functions and methods, sync and async, generic or not, `unsafe` or `extern`; on functions that return
/// `Box::pin(async move { .. })` or an async block; above and below `#[async_trait]`; on an `impl` block or a module, whose public
/// functions are then measured. A `const fn` cannot be measured. Of a function that returns a stream, the making of the stream is
/// measured and not its items.
///
/// The same for a block of code: `let call = metrics::track::llm(provider, model);` and at its end `call.succeed()` or
/// `call.fail(reason)`.
pub use gaugewright_macros::tracked;
#[cfg(feature = "axum")]
pub use http::{Answering, Body as HttpBody, HttpLayer, HttpService, HttpTrack};
#[cfg(feature = "_interop")]
pub use interop::{Collector, Collision, Handmade};
pub use label::{CodeFor, LabelFrom, OpenLabel, OtherError, Text, TextFor, UnknownValue};
pub use metric::{Counter, Durations, FloatCounter, Gauge, InFlight, Info, Number, Timer, Values};
pub use place::{Dense, Place, Sparse};
#[cfg(feature = "push")]
pub use push::{Push, PushError};
pub use registry::Exposition;
pub use track::{Call, Outcome, Track};

/// For the code that the macros make. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::clock::seconds;
    pub use crate::label::{label, open_id, open_value};
    pub use crate::local::{Backend, Local, Owner};
    pub use crate::schema::{
        Domain, DurationBuckets, Init, Kind, Label, Metric, MetricLabel, Schema, Storage, ValueBuckets,
    };
    pub use crate::store::Store;
    #[cfg(feature = "axum")]
    pub use axum;

    pub use crate::track::{AnyReturn, Returned, Track, TrackAt, Tracked, look, once};
}
