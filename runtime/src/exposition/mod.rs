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
pub use negotiate::{Format, Response};
pub(crate) use negotiate::{respond, wants_gzip};
#[cfg(feature = "prometheus")]
pub(crate) use number::{write_float, write_integer};
#[cfg(feature = "prometheus")]
pub(crate) use text::{escape_help, escape_value, write_bound, write_header};
