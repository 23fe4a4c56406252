//! The handles that typed accessors return: a place, and what can be done with it. All of them are `Copy` and
//! free to make.

mod counter;
mod gauge;
mod histogram;

pub use counter::{Counter, FloatCounter};
pub use gauge::{Gauge, InFlight, Info, Number};
pub use histogram::{DurationBuckets, Durations, Timer, ValueBuckets, Values};

use crate::cell::Cell;
use crate::place::Place;

/// Calls with a series' cells in each block that has some. Looking at a series does not touch it.
fn each(place: impl Place, width: u32, mut visit: impl FnMut(&[Cell])) {
    let Some(slot) = place.slot() else { return };
    place.store().each_block(|block| {
        if let Some(cells) = slot.of(block, width) {
            visit(cells);
        }
    });
}
