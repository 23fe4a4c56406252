//! What is left of a query once its series are known: steps, each of which computes one number from those before it. The labels are
//! gone by then, so that asking for the value again with other numbers is arithmetic.

use gaugewright_spec::promql::{AggregateOp, BinaryOp};

use super::evaluate::Labels;

/// Where the number of a step stands.
pub(super) type At = usize;

/// One number. It is there if those that it is computed from are, unless a step says otherwise.
#[derive(Debug)]
pub(super) enum Step {
    Number(f64),
    /// The value of a series, times a factor.
    Series(usize, f64),
    Computed(fn(f64, f64) -> f64, At, At),
    /// `kept`, if the two compare like that.
    Passing {
        compare: fn(&f64, &f64) -> bool,
        left: At,
        right: At,
        kept: At,
    },
    /// Of those that are there; nothing if none is.
    Reduced(AggregateOp, Vec<At>),
    /// Of the buckets that are there, with their bounds, the smallest first; nothing if none is.
    Quantile(f64, Vec<(f64, At)>),
    /// The last that is there.
    Last(Vec<At>),
    /// `value`, if whether any of these is there is as wanted.
    Where {
        value: At,
        any: Vec<At>,
        wanted: bool,
    },
    /// What is more than arithmetic, and makes all of the query so if these are there.
    Unknown(Vec<At>),
}

/// That a value is more than arithmetic.
struct Unknown;

/// The steps of a query, and which of their numbers are its result.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) result: Vec<(Labels, At)>,
}

impl Plan {
    /// The result if the series have these values; nothing if it is more than arithmetic.
    pub(super) fn vector(&self, values: &[f64]) -> Option<impl Iterator<Item = (&Labels, f64)>> {
        let mut numbers = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            numbers.push(step.number(&numbers, values).ok()?);
        }
        Some(self.result.iter().filter_map(move |(labels, at)| Some((labels, numbers[*at]?))))
    }
}

impl Step {
    fn number(&self, numbers: &[Option<f64>], values: &[f64]) -> Result<Option<f64>, Unknown> {
        let both = |left: At, right: At| numbers[left].zip(numbers[right]);
        let is_there = |at: &At| numbers[*at].is_some();
        Ok(match self {
            Self::Number(number) => Some(*number),
            Self::Series(at, times) => Some(values[*at] * times),
            Self::Computed(of, left, right) => both(*left, *right).map(|(left, right)| of(left, right)),
            Self::Passing { compare, left, right, kept } => {
                let passes = both(*left, *right).is_some_and(|(left, right)| compare(&left, &right));
                numbers[*kept].filter(|_| passes)
            }
            Self::Reduced(op, of) if of.iter().any(is_there) => {
                Some(reduced(*op, of.iter().filter_map(|at| numbers[*at])).ok_or(Unknown)?)
            }
            Self::Quantile(share, buckets) if buckets.iter().any(|(_, at)| is_there(at)) => {
                let there = buckets.iter().filter_map(|(bound, at)| Some((*bound, numbers[*at]?)));
                Some(quantile(*share, &there.collect::<Vec<_>>()).ok_or(Unknown)?)
            }
            Self::Last(of) => of.iter().rev().find_map(|at| numbers[*at]),
            Self::Where { value, any, wanted } => {
                numbers[*value].filter(|_| any.iter().any(is_there) == *wanted)
            }
            Self::Unknown(of) if of.iter().all(is_there) => return Err(Unknown),
            Self::Reduced(..) | Self::Quantile(..) | Self::Unknown(_) => None,
        })
    }
}

/// What a comparison says; nothing of other operators.
#[allow(clippy::float_cmp, reason = "as Prometheus does")]
pub(super) fn comparison(op: BinaryOp) -> Option<fn(&f64, &f64) -> bool> {
    Some(match op {
        BinaryOp::Eq => f64::eq,
        BinaryOp::Ne => f64::ne,
        BinaryOp::Lt => f64::lt,
        BinaryOp::Le => f64::le,
        BinaryOp::Gt => f64::gt,
        BinaryOp::Ge => f64::ge,
        _ => return None,
    })
}

/// What an operator computes; nothing of those that are beyond us.
pub(super) fn arithmetic(op: BinaryOp) -> Option<fn(f64, f64) -> f64> {
    use std::ops::{Add, Div, Mul, Sub};
    Some(match op {
        BinaryOp::Add => f64::add,
        BinaryOp::Sub => f64::sub,
        BinaryOp::Mul => f64::mul,
        BinaryOp::Div => f64::div,
        _ => return None,
    })
}

fn reduced(op: AggregateOp, values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a handful")]
    let count = values.clone().count() as f64;
    Some(match op {
        AggregateOp::Sum => values.sum(),
        AggregateOp::Avg => values.sum::<f64>() / count,
        AggregateOp::Count => count,
        AggregateOp::Max => values.fold(f64::NEG_INFINITY, f64::max),
        AggregateOp::Min => values.fold(f64::INFINITY, f64::min),
        _ => return None,
    })
}

/// As `bucketQuantile` of Prometheus computes it: linear within a bucket.
fn quantile(share: f64, buckets: &[(f64, f64)]) -> Option<f64> {
    let rank = share * buckets.last()?.1;
    let at = buckets.iter().position(|(_, count)| *count >= rank)?;
    let (bound, count) = buckets[at];
    if bound.is_infinite() {
        return Some(buckets.get(at.checked_sub(1)?)?.0);
    }
    let (low, before) = if at == 0 { (0.0, 0.0) } else { buckets[at - 1] };
    Some(low + (bound - low) * (rank - before) / (count - before))
}
