//! Functions over ranges of samples: what they give of samples, as Prometheus computes it, and what they give of a series that keeps
//! its value.

use super::approx::{Approx, Doubt};
use crate::prometheus::rule_tests::samples::{Range, Run, Whole};
use crate::prometheus::rule_tests::series::Shape;
use gaugewright_spec::promql::Func;

/// A function that looks at a range of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::prometheus::rule_tests) enum Function {
    Rate,
    Irate,
    Increase,
    Delta,
    Idelta,
    Deriv,
    Changes,
    Resets,
    Avg,
    Min,
    Max,
    Sum,
    Count,
    Last,
    Present,
}

/// How a query looks at a series, which decides what a series of a test is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::prometheus::rule_tests) enum View {
    /// At how often its value changes.
    Flips,
    /// At its slope, which may be 0: it is a gauge.
    Slope,
    /// At its value.
    Value,
    /// At its growth: it is a counter.
    Growth,
}

impl Function {
    /// The function of that name, if it is known what it gives.
    pub(in crate::prometheus::rule_tests) fn of(func: Func) -> Option<Self> {
        Some(match func {
            Func::Rate => Self::Rate,
            Func::Irate => Self::Irate,
            Func::Increase => Self::Increase,
            Func::Delta => Self::Delta,
            Func::Idelta => Self::Idelta,
            Func::Deriv => Self::Deriv,
            Func::Changes => Self::Changes,
            Func::Resets => Self::Resets,
            Func::AvgOverTime => Self::Avg,
            Func::MinOverTime => Self::Min,
            Func::MaxOverTime => Self::Max,
            Func::SumOverTime => Self::Sum,
            Func::CountOverTime => Self::Count,
            Func::LastOverTime => Self::Last,
            Func::PresentOverTime | Func::AbsentOverTime => Self::Present,
            _ => return None,
        })
    }

    pub(in crate::prometheus::rule_tests) fn view(self) -> View {
        match self {
            Self::Rate | Self::Irate | Self::Increase => View::Growth,
            Self::Delta | Self::Idelta | Self::Deriv => View::Slope,
            Self::Changes | Self::Resets => View::Flips,
            Self::Avg | Self::Min | Self::Max | Self::Sum | Self::Count | Self::Last | Self::Present => {
                View::Value
            }
        }
    }

    /// What it gives of a series that keeps its value: of a level it is the level, of a counter the slope. `at` is what the series
    /// shows at once, and `pairs` how many times two samples in the range follow each other.
    pub(super) fn steady(self, shape: Shape, value: f64, at: f64, seconds: f64, pairs: f64) -> f64 {
        let slope = if shape.grows() { value } else { 0.0 };
        let flips = match shape {
            Shape::Flips => (pairs * value).floor(),
            _ if slope != 0.0 || shape == Shape::Age => pairs,
            _ => 0.0,
        };
        match self {
            Self::Rate | Self::Irate | Self::Deriv => slope,
            Self::Increase | Self::Delta => slope * seconds,
            Self::Idelta => slope * seconds / pairs.max(1.0),
            Self::Changes => flips,
            Self::Resets => {
                if shape == Shape::Flips {
                    (flips / 2.0).floor()
                } else {
                    0.0
                }
            }
            Self::Avg | Self::Min | Self::Max | Self::Last => at,
            Self::Sum => at * (pairs + 1.0),
            Self::Count => pairs + 1.0,
            Self::Present => 1.0,
        }
    }

    /// What it gives if for this part of its range it would be one number, and another before.
    pub(super) fn mixed(self, now: f64, before: f64, part: f64) -> f64 {
        match self {
            Self::Min => now.min(before),
            Self::Max => now.max(before),
            Self::Last | Self::Irate | Self::Idelta | Self::Present => now,
            _ => now * part + before * (1.0 - part),
        }
    }

    /// What it gives of samples; nothing if these are too few.
    #[allow(clippy::cast_precision_loss, reason = "nobody has so many samples")]
    pub(super) fn sampled(self, range: &Range<'_>, doubt: &Doubt) -> Option<Approx> {
        let whole = range.whole()?;
        let Whole { first, last, count, size, .. } = whole;
        Some(match self {
            Self::Rate => growth(range, &whole, Growth { counter: true, per_second: true }, doubt)?,
            Self::Increase => growth(range, &whole, Growth { counter: true, per_second: false }, doubt)?,
            Self::Delta => growth(range, &whole, Growth { counter: false, per_second: false }, doubt)?,
            Self::Irate | Self::Idelta => {
                let before = range.last_but_one()?;
                let is_reset = self == Self::Irate && last.value < before.value;
                let growth = if is_reset { last.value } else { last.value - before.value };
                let growth = if growth == 0.0 { Approx::exact(0.0) } else { Approx::near(growth, size) };
                if self == Self::Irate {
                    let seconds = last.time - before.time;
                    Approx { value: growth.value / seconds, error: growth.error / seconds }
                } else {
                    growth
                }
            }
            Self::Deriv => slope(range, &whole)?,
            #[allow(clippy::float_cmp, reason = "as Prometheus does")]
            Self::Changes => Approx::exact(range.steps(|before, after| before != after) as f64),
            Self::Resets => Approx::exact(range.steps(|before, after| after < before) as f64),
            Self::Avg => {
                let mean = range.runs().map(sum).sum::<f64>() / count;
                Approx::near(mean, size)
            }
            Self::Sum => {
                let sum = range.runs().map(sum).sum();
                Approx::near(sum, size * count)
            }
            Self::Min => Approx { value: range.extreme(f64::min), error: first.error.max(last.error) },
            Self::Max => Approx { value: range.extreme(f64::max), error: first.error.max(last.error) },
            Self::Count => Approx::exact(count),
            Self::Last => Approx { value: last.value, error: last.error },
            Self::Present => Approx::exact(1.0),
        })
    }
}

fn sum(run: Run) -> f64 {
    let count = f64::from(run.count);
    count * run.start + run.each * count * (count - 1.0) / 2.0
}

#[derive(Clone, Copy)]
struct Growth {
    counter: bool,
    per_second: bool,
}

/// `extrapolatedRate` of Prometheus.
fn growth(range: &Range<'_>, whole: &Whole, how: Growth, doubt: &Doubt) -> Option<Approx> {
    let Whole { first, last, count, size, lost } = *whole;
    let sampled = last.time - first.time;
    if sampled <= 0.0 {
        return None;
    }
    let from_resets = if how.counter { lost } else { 0.0 };
    let value = last.value - first.value + from_resets;
    let between = sampled / (count - 1.0);
    let near = between * 1.1;
    let to_end = range.to() - last.time;
    // A counter was never below 0. Which of the two is looked at first changed with Prometheus 3.
    let to_zero = (how.counter && value > 0.0 && first.value >= 0.0).then(|| sampled * (first.value / value));
    let not_far = |to_start: f64| if to_start < near { to_start } else { between / 2.0 };
    let not_below = |to_start: f64| to_zero.map_or(to_start, |to_zero| to_zero.min(to_start));
    let to_start = first.time - range.from();
    let (old, new) = (not_far(not_below(to_start)), not_below(not_far(to_start)));
    if old.to_bits() != new.to_bits() {
        doubt.reading();
    }
    let to_start = if range.reading().is_old() { old } else { new };
    let to_end = if to_end < near { to_end } else { between / 2.0 };
    let mut factor = (sampled + to_start + to_end) / sampled;
    if how.per_second {
        factor /= range.to() - range.from();
    }
    Some(if value == 0.0 {
        Approx::exact(0.0)
    } else {
        let near = Approx::near(value, size);
        Approx { value: near.value * factor, error: near.error * factor }
    })
}

/// The slope of the line through the samples that fits best.
fn slope(range: &Range<'_>, whole: &Whole) -> Option<Approx> {
    let Whole { first, last, size, .. } = *whole;
    if last.time <= first.time {
        return None;
    }
    let (mut count, mut sum_x, mut sum_y, mut products, mut squares) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for sample in range.samples() {
        let (x, y) = (sample.time - first.time, sample.value - first.value);
        count += 1.0;
        sum_x += x;
        sum_y += y;
        products += x * y;
        squares += x * x;
    }
    let value = (products - sum_x * sum_y / count) / (squares - sum_x * sum_x / count);
    Some(if value == 0.0 { Approx::exact(0.0) } else { Approx::near(value, size / (last.time - first.time)) })
}
