use super::lines::{bounds, seconds};
use crate::cell::gauge;
use crate::schema::Kind;

/// The value of one series.
#[derive(Debug)]
pub(crate) enum Sample {
    Counter(f64),
    Gauge(f64),
    /// Cumulative counts, by ascending bounds of which the last is +Inf.
    Histogram {
        buckets: Vec<(f64, u64)>,
        sum: f64,
    },
}

impl Sample {
    pub(super) fn of(kind: &Kind, cells: &[u64]) -> Self {
        match kind {
            Kind::Counter => Self::Counter(cells[0] as f64),
            Kind::FloatCounter => Self::Counter(f64::from_bits(cells[0])),
            Kind::Gauge | Kind::Info => Self::Gauge(gauge(cells)),
            Kind::Durations(_) => Self::histogram(kind, cells, seconds),
            Kind::Values(_) => Self::histogram(kind, cells, f64::from_bits),
        }
    }

    fn histogram(kind: &Kind, cells: &[u64], sum: fn(u64) -> f64) -> Self {
        let mut count = 0_u64;
        let cumulative = cells.iter().map(|cell| {
            count = count.wrapping_add(*cell);
            count
        });
        let buckets = bounds(kind).into_iter().flatten().zip(cumulative).collect();
        Self::Histogram { buckets, sum: sum(cells[cells.len() - 1]) }
    }
}
