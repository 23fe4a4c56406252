//! The clock.

pub(crate) use gaugewright_clock::Instant;

/// Nanoseconds in seconds.
#[allow(clippy::cast_precision_loss, reason = "a float is what is asked for")]
pub fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}
