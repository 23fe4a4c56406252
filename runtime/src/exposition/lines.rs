//! From the cells of a series to its lines.

use super::number::{write_float, write_integer, write_seconds};
use crate::cell::gauge;
use crate::schema::Kind;

/// Writes lines: the next beginning, and a number.
pub(super) struct Lines<'a> {
    out: &'a mut Vec<u8>,
    prefixes: &'a [u8],
    ends: std::slice::Iter<'a, usize>,
    start: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, prefixes: &'a [u8], ends: &'a [usize]) -> Self {
        Self { out, prefixes, ends: ends.iter(), start: 0 }
    }

    /// `after` may add something behind the number of a histogram's bucket.
    #[inline]
    pub(super) fn series(&mut self, kind: &Kind, cells: &[u64], after: impl FnMut(&mut Vec<u8>, usize)) {
        match kind {
            Kind::Counter => self.line(|out| write_integer(out, cells[0])),
            Kind::FloatCounter => self.line(|out| write_float(out, f64::from_bits(cells[0]))),
            Kind::Gauge | Kind::Info => self.line(|out| write_float(out, gauge(cells))),
            Kind::Durations(_) => self.histogram(cells, write_seconds, after),
            Kind::Values(_) => {
                self.histogram(cells, |out, sum| write_float(out, f64::from_bits(sum)), after);
            }
        }
    }

    #[inline]
    fn histogram(
        &mut self,
        cells: &[u64],
        write_sum: impl FnOnce(&mut Vec<u8>, u64),
        mut after: impl FnMut(&mut Vec<u8>, usize),
    ) {
        let Some((sum, buckets)) = cells.split_last() else { return };
        let mut count = 0_u64;
        for (at, bucket) in buckets.iter().enumerate() {
            count = count.wrapping_add(*bucket);
            self.line(|out| write_integer(out, count));
            after(self.out, at);
        }
        self.line(|out| write_sum(out, *sum));
        self.line(|out| write_integer(out, count));
    }

    #[inline]
    fn line(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let Some(end) = self.ends.next() else { return };
        self.out.extend_from_slice(&self.prefixes[self.start..*end]);
        self.start = *end;
        write(self.out);
    }
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
