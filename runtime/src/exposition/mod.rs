//! The exposition: what a scrape reads.
//!
//! Everything on a line but its number stays the same from scrape to scrape. So each line's beginning is rendered once
//! and kept; a scrape sums the cells, and copies and prints numbers. Nothing is allocated unless a series is new.

#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

mod cache;
mod family;
mod folded;
mod lines;
mod negotiate;
mod number;
#[cfg(feature = "prometheus")]
mod sample;
mod text;

pub(crate) use cache::Cache;
pub(crate) use folded::FOLDED;
pub(crate) use negotiate::respond;
pub use negotiate::{Format, Response};
#[cfg(feature = "prometheus")]
pub(crate) use {family::Family, sample::Sample};
#[cfg(feature = "prometheus")]
pub(crate) use {number::write_seconds, text::write_header};
