//! The exposition: what a scrape reads.
//!
//! Everything on a line but its number stays the same from scrape to scrape, and so do most numbers. So the text is kept; a
//! scrape sums the cells, prints the numbers that have changed, and copies. Nothing is allocated unless a series is new.

#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

mod body;
mod cache;
mod family;
mod folded;
mod lines;
mod negotiate;
mod number;
#[cfg(feature = "_interop")]
mod sample;
mod sums;
mod text;

pub(crate) use cache::Cache;
#[cfg(feature = "prometheus")]
pub(crate) use family::Family;
pub(crate) use folded::FOLDED;
#[cfg(feature = "_interop")]
pub(crate) use folded::OPENMETRICS as FOLDED_FAMILY;
pub(crate) use negotiate::respond;
pub use negotiate::{Format, Response};
#[cfg(feature = "prometheus")]
pub(crate) use number::write_seconds;
#[cfg(feature = "_interop")]
pub(crate) use sample::Sample;
#[cfg(feature = "_interop")]
pub(crate) use text::{openmetrics_family, write_header};
