//! The handles that typed accessors return: a place, and what can be done with it. All of them are `Copy` and
//! free to make.

mod counter;
mod gauge;
mod histogram;

pub use counter::{Counter, FloatCounter};
pub use gauge::{Gauge, InFlight, Info, Number};
pub use histogram::{DurationBuckets, Durations, Timer, ValueBuckets, Values};

use crate::cell::Cell;
#[cfg(feature = "exemplars")]
use crate::exemplar::{self, Exemplar};
use crate::place::Place;

/// Calls with a series' cells in each block that has some. Looking at a series does not touch it.
fn each(place: impl Place, width: u32, mut visit: impl FnMut(&[Cell])) {
    let Some(slot) = place.slot() else { return };
    place.store().counts().each_block(|block| {
        if let Some(cells) = slot.of(block, width) {
            visit(cells);
        }
    });
}

/// Keeps an observation beside its bucket, if a trace is being sampled.
#[cfg(feature = "exemplars")]
#[inline]
fn offer(place: impl Place, bucket: usize, value: f64) {
    let Some(trace) = exemplar::current() else { return };
    let Some(slot) = place.slot() else { return };
    let exemplar = Exemplar { trace, value, at: std::time::SystemTime::now() };
    place.store().counts().exemplars().put(slot, bucket, exemplar);
}
