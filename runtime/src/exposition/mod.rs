//! The exposition: what a scrape reads.
//!
//! Everything on a line but its number stays the same from scrape to scrape. So each line's beginning is rendered once
//! and kept; a scrape sums the cells, and copies and prints numbers. Nothing is allocated unless a series is new.

mod cache;
mod family;
mod folded;
mod negotiate;
mod number;
mod text;

pub(crate) use cache::Cache;
#[cfg(feature = "prometheus")]
pub(crate) use family::{Family, Sample};
pub(crate) use folded::FOLDED;
pub(crate) use negotiate::respond;
pub use negotiate::{Format, Response};
#[cfg(feature = "prometheus")]
pub(crate) use {number::write_seconds, text::write_header};
