//! From the cells of a series to the numbers on its lines.

#[cfg(feature = "exemplars")]
use super::number::write_float;
use super::number::{Number, write_seconds};
use crate::cell::gauge;
use crate::schema::Kind;

/// How many lines a series has.
pub(super) fn lines(kind: &Kind) -> usize {
    match kind {
        Kind::Counter | Kind::FloatCounter | Kind::Gauge | Kind::Info => 1,
        // The cells are buckets and a sum; the lines, those and a count.
        Kind::Durations(_) | Kind::Values(_) => kind.width() as usize + 1,
    }
}

/// Calls with the number of each line of a series.
#[inline]
pub(super) fn numbers(kind: &Kind, cells: &[u64], mut visit: impl FnMut(Number)) {
    match kind {
        Kind::Counter => visit(Number::Whole(cells[0])),
        Kind::FloatCounter => visit(Number::Float(f64::from_bits(cells[0]))),
        Kind::Gauge | Kind::Info => visit(Number::Float(gauge(cells))),
        Kind::Durations(_) => histogram(cells, Number::Seconds, visit),
        Kind::Values(_) => histogram(cells, |sum| Number::Float(f64::from_bits(sum)), visit),
    }
}

#[inline]
fn histogram(cells: &[u64], sum_of: impl FnOnce(u64) -> Number, mut visit: impl FnMut(Number)) {
    let Some((sum, buckets)) = cells.split_last() else { return };
    let mut count = 0_u64;
    for bucket in buckets {
        count = count.wrapping_add(*bucket);
        visit(Number::Whole(count));
    }
    visit(sum_of(*sum));
    visit(Number::Whole(count));
}

/// What OpenMetrics writes behind a bucket: the trace of one of its observations, its value, and when that was.
#[cfg(feature = "exemplars")]
pub(super) fn write_exemplar(out: &mut Vec<u8>, exemplar: &crate::exemplar::Exemplar) {
    use std::io::Write as _;

    let trace = exemplar.trace;
    let at = exemplar.at.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    // Writing to memory does not fail.
    let _ = write!(out, " # {{trace_id=\"{:032x}\",span_id=\"{:016x}\"}} ", trace.trace_id, trace.span_id);
    write_float(out, exemplar.value);
    let _ = write!(out, " {}.{:03}", at.as_secs(), at.subsec_millis());
}

/// The upper bounds of a histogram, +Inf included.
pub(super) fn bounds(kind: &Kind) -> Option<Box<dyn Iterator<Item = f64>>> {
    let end = std::iter::once(f64::INFINITY);
    match kind {
        // The decimal of the seconds, not a quotient of floats: 0.3 and not 0.30000000000000004.
        Kind::Durations(buckets) => {
            Some(Box::new(buckets.bounds.iter().map(|nanos| seconds(*nanos)).chain(end)))
        }
        Kind::Values(buckets) => Some(Box::new(buckets.bounds.iter().copied().chain(end))),
        _ => None,
    }
}

/// The float nearest to so many nanoseconds.
pub(crate) fn seconds(nanos: u64) -> f64 {
    let mut text = Vec::new();
    write_seconds(&mut text, nanos);
    std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::INFINITY)
}
