//! What is left of a query once its series are known: steps, each of which computes one number from those before it. The labels are
//! gone by then, so that asking for the value again, with other samples or at another time, is arithmetic.

mod approx;
mod build;
mod range;

use gaugewright_spec::promql::{AggregateOp, BinaryOp};

use super::samples::{Reading, Timeline};
use super::series::{Labels, Series, Shape};

pub(super) use approx::{Approx, Doubt};
pub(super) use range::{Function, View};

/// Where the number of a step stands.
pub(super) type At = usize;

/// How a series is looked at: now or some time ago, at once or over a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    /// Milliseconds into the past.
    offset: i64,
    /// The function, and the milliseconds of its range.
    over: Option<(Function, i64)>,
}

impl Look {
    /// How far into the past it looks, in milliseconds.
    fn reach(&self) -> i64 {
        self.offset.max(0) + self.over.map_or(0, |(_, range)| range)
    }
}

/// One number. It is there if those that it is computed from are, unless a step says otherwise.
#[derive(Debug)]
enum Step {
    Number(f64),
    Time,
    Series(usize, Look),
    /// A function over a query at some times.
    Subquery {
        plan: usize,
        result: usize,
        look: Look,
        step: i64,
    },
    Computed(fn(f64, f64) -> f64, At, At),
    Compared {
        compare: fn(&f64, &f64) -> bool,
        left: At,
        right: At,
        kept: Kept,
    },
    /// Of those that are there; nothing if none is.
    Reduced(AggregateOp, Vec<At>),
    /// Of the buckets that are there, with their bounds, the smallest first; nothing if none is.
    Quantile(At, Vec<(f64, At)>),
    /// The one that is there: there must not be more.
    One(Vec<At>),
    /// `value`, of which there must be no other if `with` is there.
    Alone {
        value: At,
        among: Vec<At>,
        with: At,
    },
    /// `value`, if whether any of these is there is as wanted.
    Where {
        value: At,
        any: Vec<At>,
        wanted: bool,
    },
}

/// What a comparison leaves.
#[derive(Clone, Copy, Debug)]
enum Kept {
    /// This value, if it is so.
    Side(At),
    /// 1 or 0.
    Bool,
}

/// That Prometheus refuses to join series.
#[derive(Debug)]
struct Ambiguous;

/// The steps of a query, and which of their numbers are its result.
#[derive(Debug)]
pub(super) struct Plan {
    steps: Vec<Step>,
    /// Queries within subqueries.
    inner: Vec<Plan>,
    result: Vec<(Labels, At)>,
}

/// A moment at which a query is asked.
pub(super) trait Moment: Sized {
    /// Seconds since 1970.
    fn time(&self) -> f64;
    /// What a series shows.
    fn look(&self, series: usize, look: &Look) -> Option<Approx>;
    /// What a query shows that is asked at some times, so many milliseconds apart.
    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx>;
    fn doubt(&self) -> &Doubt;
}

impl Plan {
    /// The labels of everything that it may give.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Labels> {
        self.result.iter().map(|(labels, _)| labels)
    }

    /// How far into the past it looks, in milliseconds.
    pub(super) fn reach(&self) -> i64 {
        let reach = |step: &Step| match step {
            Step::Series(_, look) => look.reach(),
            Step::Subquery { plan, look, .. } => look.reach() + self.inner[*plan].reach(),
            _ => 0,
        };
        self.steps.iter().map(reach).max().unwrap_or_default()
    }

    /// The longest of its offsets, in milliseconds.
    pub(super) fn offset(&self) -> i64 {
        let offset = |step: &Step| match step {
            Step::Series(_, look) => look.offset,
            Step::Subquery { plan, look, .. } => look.offset + self.inner[*plan].offset(),
            _ => 0,
        };
        self.steps.iter().map(offset).max().unwrap_or_default()
    }

    /// The range over which it looks at a series, in milliseconds.
    pub(super) fn range(&self, series: usize) -> Option<i64> {
        let range = |step: &Step| match step {
            Step::Series(at, look) if *at == series => look.over.map(|(_, range)| range),
            _ => None,
        };
        self.steps.iter().find_map(range).or_else(|| self.inner.iter().find_map(|inner| inner.range(series)))
    }

    /// How many samples it reads at once, if those of a series are so many milliseconds apart.
    pub(super) fn samples(&self, apart: &dyn Fn(usize) -> i64) -> i64 {
        let samples = |step: &Step| match step {
            Step::Series(series, Look { over: Some((_, range)), .. }) => range / apart(*series) + 1,
            Step::Series(..) => 1,
            Step::Subquery { plan, look: Look { over: Some((_, range)), .. }, step, result: 0 } => {
                (range / step + 1) * self.inner[*plan].samples(apart)
            }
            _ => 0,
        };
        self.steps.iter().map(samples).sum()
    }

    /// What it gives; nothing if Prometheus refuses to compute it.
    pub(super) fn vector(&self, moment: &impl Moment) -> Option<Vec<(usize, Approx)>> {
        let numbers = self.numbers(moment).ok()?;
        let there = self.result.iter().enumerate().filter_map(|(at, (_, step))| Some((at, numbers[*step]?)));
        Some(there.collect())
    }

    /// The value with these labels.
    pub(super) fn value(&self, moment: &impl Moment, labels: &Labels) -> Option<f64> {
        let numbers = self.numbers(moment).ok()?;
        let mut found = self.result.iter().filter(|(own, _)| own == labels);
        found.find_map(|(_, at)| numbers[*at]).map(|number| number.value)
    }

    fn numbers(&self, moment: &impl Moment) -> Result<Vec<Option<Approx>>, Ambiguous> {
        let mut numbers = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            numbers.push(self.number(step, &numbers, moment)?);
        }
        Ok(numbers)
    }

    fn number(
        &self,
        step: &Step,
        numbers: &[Option<Approx>],
        moment: &impl Moment,
    ) -> Result<Option<Approx>, Ambiguous> {
        let both = |left: At, right: At| numbers[left].zip(numbers[right]);
        let is_there = |at: &At| numbers[*at].is_some();
        Ok(match step {
            Step::Number(number) => Some(Approx::exact(*number)),
            Step::Time => Some(Approx::exact(moment.time())),
            Step::Series(series, look) => moment.look(*series, look),
            Step::Subquery { plan, result, look, step } => moment.asked(look, *step, |moment| {
                let plan = &self.inner[*plan];
                plan.numbers(moment).ok()?[plan.result[*result].1]
            }),
            Step::Computed(of, left, right) => {
                both(*left, *right).map(|(left, right)| Approx::combined(*of, left, right))
            }
            Step::Compared { compare, left, right, kept } => {
                let passes =
                    both(*left, *right).map(|(left, right)| moment.doubt().compares(*compare, left, right));
                match kept {
                    Kept::Side(at) => numbers[*at].filter(|_| passes == Some(true)),
                    Kept::Bool => passes.map(|passes| Approx::exact(f64::from(u8::from(passes)))),
                }
            }
            Step::Reduced(op, of) => reduced(*op, of.iter().filter_map(|at| numbers[*at])),
            Step::Quantile(share, buckets) => {
                let there: Vec<_> =
                    buckets.iter().filter_map(|(bound, at)| Some((*bound, numbers[*at]?.value))).collect();
                let share = numbers[*share].filter(|_| !there.is_empty());
                share.and_then(|share| quantile(share.value, &there)).map(|value| Approx::near(value, 0.0))
            }
            Step::One(of) => {
                let mut there = of.iter().filter_map(|at| numbers[*at]);
                let one = there.next();
                if there.next().is_some() {
                    return Err(Ambiguous);
                }
                one
            }
            Step::Alone { value, among, with } => {
                if is_there(with) && among.iter().filter(|at| is_there(at)).count() > 1 {
                    return Err(Ambiguous);
                }
                numbers[*value]
            }
            Step::Where { value, any, wanted } => {
                numbers[*value].filter(|_| any.iter().any(is_there) == *wanted)
            }
        })
    }
}

/// What a query gives when nothing changes: every counter grows steadily, every gauge stays.
#[derive(Clone, Copy)]
pub(super) struct Steady<'w> {
    pub(super) series: &'w [Series],
    /// The steady value of each, now and in the past: the level of a gauge, the slope of a counter in units per second, the age of
    /// a time stamp in seconds, how many of its samples are other than the one before.
    pub(super) values: [&'w [Option<f64>]; 2],
    /// Milliseconds between two samples.
    pub(super) step: i64,
    pub(super) doubt: &'w Doubt,
}

/// How long a counter that grows steadily has done so.
const GROWN: f64 = 3600.0;

impl Moment for Steady<'_> {
    /// It is now.
    fn time(&self) -> f64 {
        0.0
    }

    #[allow(clippy::cast_precision_loss, reason = "no range is that long")]
    fn look(&self, series: usize, look: &Look) -> Option<Approx> {
        let shape = self.series[series].shape;
        let value = self.values[usize::from(look.offset > 0)][series]?;
        let at = match shape {
            Shape::Level => value,
            Shape::Age => -value,
            Shape::Slope | Shape::Bucket => value * (GROWN - look.offset as f64 / 1000.0),
            Shape::Flips => 1.0,
        };
        Some(Approx::exact(look.over.map_or(at, |(function, range)| {
            function.steady(shape, value, at, range as f64 / 1000.0, (range / self.step) as f64)
        })))
    }

    #[allow(clippy::cast_precision_loss, reason = "no range is that long")]
    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx> {
        let value = value(self)?.value;
        let (function, range) = look.over?;
        Some(Approx::exact(function.steady(
            Shape::Level,
            value,
            value,
            range as f64 / 1000.0,
            (range / step) as f64,
        )))
    }

    fn doubt(&self) -> &Doubt {
        self.doubt
    }
}

/// What a query gives of samples, at a time in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Sampled<'t> {
    pub(super) timelines: &'t [Timeline],
    pub(super) now: i64,
    pub(super) reading: Reading,
    pub(super) doubt: &'t Doubt,
}

impl Moment for Sampled<'_> {
    #[allow(clippy::cast_precision_loss, reason = "years")]
    fn time(&self) -> f64 {
        self.now as f64 / 1000.0
    }

    fn look(&self, series: usize, look: &Look) -> Option<Approx> {
        let timeline = &self.timelines[series];
        let to = self.now - look.offset;
        match look.over {
            None => timeline.at(to).map(|sample| Approx { value: sample.value, error: sample.error }),
            Some((function, range)) => function.sampled(&timeline.range(to - range, to, self.reading)),
        }
    }

    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx> {
        let (function, range) = look.over?;
        let to = self.now - look.offset;
        let from = to - range;
        let start = from.div_euclid(step);
        let first = if self.reading.is_old() && start * step == from { start } else { start + 1 };
        let mut answers = Timeline::empty(step.unsigned_abs());
        for at in 0..=to.div_euclid(step) {
            let answer = (at >= first).then(|| value(&Self { now: at * step, ..*self })).flatten();
            answers.push(answer.map(|answer| (answer.value, answer.error)));
        }
        function.sampled(&answers.range(from, to, self.reading))
    }

    fn doubt(&self) -> &Doubt {
        self.doubt
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
    use std::ops::{Add, Div, Mul, Rem, Sub};
    Some(match op {
        BinaryOp::Add => f64::add,
        BinaryOp::Sub => f64::sub,
        BinaryOp::Mul => f64::mul,
        BinaryOp::Div => f64::div,
        BinaryOp::Mod => f64::rem,
        _ => return None,
    })
}

/// The aggregations that are computed here.
fn is_known(op: AggregateOp) -> bool {
    use AggregateOp::{Avg, Count, Group, Max, Min, Sum};
    matches!(op, Sum | Avg | Count | Group | Max | Min)
}

fn reduced(op: AggregateOp, values: impl Iterator<Item = Approx> + Clone) -> Option<Approx> {
    values.clone().next()?;
    #[allow(clippy::cast_precision_loss, reason = "a handful")]
    let count = values.clone().count() as f64;
    let numbers = values.clone().map(|number| number.value);
    let error = values.clone().map(|number| number.error);
    Some(match op {
        AggregateOp::Sum | AggregateOp::Avg => {
            let sum: f64 = numbers.clone().sum();
            let is_exact = numbers.clone().all(|number| number.fract() == 0.0);
            let size: f64 = numbers.map(f64::abs).sum();
            // Added up in another order, a sum is another.
            let own = if is_exact || count == 1.0 { Approx::exact(sum) } else { Approx::near(sum, size) };
            let parts = if op == AggregateOp::Sum { 1.0 } else { count };
            Approx { value: sum / parts, error: (own.error + error.sum::<f64>()) / parts }
        }
        AggregateOp::Count => Approx::exact(count),
        AggregateOp::Max => {
            Approx { value: numbers.fold(f64::NEG_INFINITY, f64::max), error: error.fold(0.0, f64::max) }
        }
        AggregateOp::Min => {
            Approx { value: numbers.fold(f64::INFINITY, f64::min), error: error.fold(0.0, f64::max) }
        }
        _ => Approx::exact(1.0),
    })
}

/// As `bucketQuantile` of Prometheus computes it: linear within a bucket.
fn quantile(share: f64, buckets: &[(f64, f64)]) -> Option<f64> {
    if !(0.0..=1.0).contains(&share) {
        return Some(share.signum() * f64::INFINITY);
    }
    let rank = share * buckets.last()?.1;
    let at = buckets.iter().position(|(_, count)| *count >= rank)?;
    let (bound, count) = buckets[at];
    if bound.is_infinite() {
        return Some(buckets.get(at.checked_sub(1)?)?.0);
    }
    let (low, before) = if at == 0 { (0.0, 0.0) } else { buckets[at - 1] };
    Some(low + (bound - low) * (rank - before) / (count - before))
}
