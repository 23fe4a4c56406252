//! What is left of a query once its series are known: steps, each of which computes one number from those before it. The labels are
//! gone by then, so that asking for the value again, with other samples or at another time, is arithmetic.

mod approx;
mod arithmetic;
mod build;
mod moment;
mod presence;
mod range;
mod watched;

use std::collections::BTreeSet;
use std::ops::Range;

use gaugewright_spec::promql::AggregateOp;

use super::series::Labels;
use arithmetic::{quantile, reduced};

pub(super) use approx::{Approx, Doubt};
pub(super) use arithmetic::{arithmetic, comparison};
pub(super) use moment::{Moment, Sampled, Steady};
pub(super) use range::{Function, View};
pub(super) use watched::Watched;

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
#[derive(Debug, Default)]
pub(super) struct Plan {
    steps: Vec<Step>,
    /// Queries within subqueries.
    inner: Vec<Plan>,
    result: Vec<(Labels, At)>,
}

impl Plan {
    /// The labels of everything that it may give.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Labels> {
        self.result.iter().map(|(labels, _)| labels)
    }

    /// How far into the past it looks, in milliseconds: each of its parts.
    pub(super) fn reaches(&self) -> BTreeSet<i64> {
        self.looks().into_iter().map(|(_, reach)| reach).collect()
    }

    /// How far into the past it looks at any of these series, in milliseconds; nothing if it does not.
    pub(super) fn reach_of(&self, series: Range<usize>) -> Option<i64> {
        self.looks().into_iter().filter(|(at, _)| series.contains(at)).map(|(_, reach)| reach).max()
    }

    /// At which series it looks, and how far into the past.
    fn looks(&self) -> Vec<(usize, i64)> {
        let looks = self.steps.iter().flat_map(|step| match step {
            Step::Series(series, look) => vec![(*series, look.reach())],
            Step::Subquery { plan, look, .. } => {
                let inner = self.inner[*plan].looks().into_iter();
                inner.map(|(series, reach)| (series, reach + look.reach())).collect()
            }
            _ => Vec::new(),
        });
        looks.collect()
    }

    /// How far into the past it looks at most.
    pub(super) fn reach(&self) -> i64 {
        self.reaches().pop_last().unwrap_or_default()
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
        Some(self.there(&self.all(moment)?))
    }

    /// All numbers that it computes on its way; nothing if Prometheus refuses to compute it.
    pub(super) fn all(&self, moment: &impl Moment) -> Option<Vec<Option<Approx>>> {
        self.numbers(moment).ok()
    }

    /// Those of them that are its results.
    pub(super) fn there(&self, numbers: &[Option<Approx>]) -> Vec<(usize, Approx)> {
        let there = self.result.iter().enumerate().filter_map(|(at, (_, step))| Some((at, numbers[*step]?)));
        there.collect()
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
