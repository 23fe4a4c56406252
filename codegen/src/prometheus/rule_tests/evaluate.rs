//! What a query gives when nothing changes: every counter grows steadily, every gauge stays. Then `rate` is the slope of a series and
//! `increase` its slope times the window, and a query is arithmetic: here it is taken apart into the steps of a [`Plan`]. What cannot
//! be computed like that is said to be unknown.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{
    Aggregate, Binary, BinaryOp, Call, Expr, GroupingKind, Label, MatchOp, Matcher, MatchingKind,
    RangeSelector, UnaryOp, VectorSelector,
};

use super::plan::{At, Plan, Step, arithmetic, comparison};
use super::series::{Seen, Series, Shape};

pub(super) type Labels = BTreeMap<String, String>;
/// The same while a query is taken apart: all of it stands in the series and in the query.
type Row<'w> = BTreeMap<&'w str, &'w str>;
type Vector<'w> = Vec<(Row<'w>, At)>;

/// The value of a query. Scalars hang on no series.
enum Value<'w> {
    Scalar(f64),
    Vector(Vector<'w>),
}

/// Series, and the steady value of each: the level of a gauge, the slope of a counter in units per second, the age of a
/// time stamp in seconds.
#[derive(Clone, Copy)]
pub(super) struct World<'w> {
    pub(super) seen: &'w [Seen],
    pub(super) series: &'w [Series],
    pub(super) values: &'w [f64],
}

impl World<'_> {
    /// The value of a query that is asked once; nothing if it is more than arithmetic.
    pub(super) fn vector(self, expr: &Expr) -> Option<Vec<(Labels, f64)>> {
        let plan = Plan::new(self.seen, self.series, expr)?;
        let vector = plan.vector(self.values)?;
        Some(vector.map(|(labels, value)| (labels.clone(), value)).collect())
    }
}

impl Plan {
    /// The plan of a query over these series; nothing if the query is more than arithmetic.
    pub(super) fn new(seen: &[Seen], series: &[Series], expr: &Expr) -> Option<Self> {
        let mut planner = Planner { seen, series, steps: Vec::new() };
        let result = planner.vector(expr)?;
        let owned = |labels: Row<'_>| {
            labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let result = result.into_iter().map(|(labels, at)| (owned(labels), at)).collect();
        Some(Self { steps: planner.steps, result })
    }
}

struct Planner<'w> {
    seen: &'w [Seen],
    series: &'w [Series],
    steps: Vec<Step>,
}

impl<'w> Planner<'w> {
    fn step(&mut self, step: Step) -> At {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn value(&mut self, expr: &'w Expr) -> Option<Value<'w>> {
        match expr {
            Expr::Number(number) => Some(Value::Scalar(number.value)),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Vector(selector) if selector.modifiers.is_empty() => {
                self.selected(selector, None).map(Value::Vector)
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate).map(Value::Vector),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => Some(match (unary.op.value, self.value(&unary.expr)?) {
                (UnaryOp::Plus, value) => value,
                (UnaryOp::Minus, Value::Scalar(number)) => Value::Scalar(-number),
                (UnaryOp::Minus, Value::Vector(vector)) => {
                    Value::Vector(self.mapped(vector, |value, _| -value, 0.0))
                }
            }),
            Expr::Vector(_) | Expr::String(_) | Expr::Variable(_) | Expr::Range(_) | Expr::Subquery(_) => {
                None
            }
        }
    }

    fn vector(&mut self, expr: &'w Expr) -> Option<Vector<'w>> {
        match self.value(expr)? {
            Value::Vector(vector) => Some(vector),
            Value::Scalar(_) => None,
        }
    }

    fn scalar(&mut self, expr: &'w Expr) -> Option<f64> {
        match self.value(expr)? {
            Value::Scalar(number) => Some(number),
            Value::Vector(_) => None,
        }
    }

    /// The series that a selector finds, without their name; their growth in so many seconds, if that is looked at.
    fn selected(&mut self, selector: &VectorSelector, growth: Option<f64>) -> Option<Vector<'w>> {
        let seen = self.seen.iter().find(|seen| seen.is(selector))?;
        let mut found = Vec::new();
        for (at, series) in self.series.iter().enumerate().filter(|(_, series)| seen.finds(series)) {
            if growth.is_some() != series.shape.grows() {
                return None;
            }
            // It is now: `time()` is nought.
            let times = growth.unwrap_or(if series.shape == Shape::Age { -1.0 } else { 1.0 });
            let labels = series.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            found.push((labels.collect(), self.step(Step::Series(at, times))));
        }
        Some(found)
    }

    fn growth(&mut self, range: &RangeSelector, seconds: f64) -> Option<Vector<'w>> {
        if range.modifiers.is_empty() { self.selected(&range.selector, Some(seconds)) } else { None }
    }

    fn call(&mut self, call: &'w Call) -> Option<Value<'w>> {
        Some(Value::Vector(match (call.name.value.as_str(), &call.args[..]) {
            ("time", []) => return Some(Value::Scalar(0.0)),
            ("vector", [number]) => {
                let number = self.scalar(number)?;
                vec![(Row::new(), self.step(Step::Number(number)))]
            }
            ("rate" | "irate" | "deriv", [Expr::Range(range)]) => self.growth(range, 1.0)?,
            ("increase" | "delta", [Expr::Range(range)]) => self.growth(range, seconds(range)?)?,
            ("abs", [of]) => {
                let vector = self.vector(of)?;
                self.mapped(vector, |value, _| value.abs(), 0.0)
            }
            ("clamp_min", [of, low]) => {
                let (low, vector) = (self.scalar(low)?, self.vector(of)?);
                self.mapped(vector, f64::max, low)
            }
            ("clamp_max", [of, high]) => {
                let (high, vector) = (self.scalar(high)?, self.vector(of)?);
                self.mapped(vector, f64::min, high)
            }
            ("absent", [of]) => self.absent(of)?,
            ("histogram_quantile", [share, buckets]) => {
                let (share, buckets) = (self.scalar(share)?, self.vector(buckets)?);
                self.quantiles(share, buckets)?
            }
            _ => return None,
        }))
    }

    /// Each value computed anew, with a number.
    fn mapped(&mut self, vector: Vector<'w>, of: fn(f64, f64) -> f64, with: f64) -> Vector<'w> {
        let with = self.step(Step::Number(with));
        let one = |(labels, at)| (labels, self.step(Step::Computed(of, at, with)));
        vector.into_iter().map(one).collect()
    }

    fn aggregate(&mut self, aggregate: &'w Aggregate) -> Option<Vector<'w>> {
        let mut groups: BTreeMap<Row<'w>, Vec<At>> = BTreeMap::new();
        let names = names(aggregate.grouping.iter().flat_map(|grouping| &grouping.labels));
        let without =
            aggregate.grouping.as_ref().is_some_and(|grouping| grouping.kind == GroupingKind::Without);
        for (mut labels, at) in self.vector(&aggregate.expr)? {
            labels.retain(|name, _| names.contains(name) != without);
            groups.entry(labels).or_default().push(at);
        }
        let op = aggregate.op.value;
        Some(groups.into_iter().map(|(labels, of)| (labels, self.step(Step::Reduced(op, of)))).collect())
    }

    fn binary(&mut self, binary: &'w Binary) -> Option<Value<'w>> {
        let (left, right) = (self.value(&binary.lhs)?, self.value(&binary.rhs)?);
        if binary.bool_modifier.is_some() {
            return None;
        }
        let op = binary.op.value;
        let mut with = |number: f64| self.step(Step::Number(number));
        Some(match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(arithmetic(op)?(left, right)),
            (Value::Vector(vector), Value::Scalar(right)) => {
                let right = with(right);
                let one = |(labels, left)| (labels, self.operation(op, left, right, left));
                Value::Vector(vector.into_iter().map(one).collect())
            }
            (Value::Scalar(left), Value::Vector(vector)) => {
                let left = with(left);
                let one = |(labels, right)| (labels, self.operation(op, left, right, right));
                Value::Vector(vector.into_iter().map(one).collect())
            }
            (Value::Vector(left), Value::Vector(right)) => Value::Vector(self.joined(binary, left, &right)?),
        })
    }

    /// What an operator makes of two numbers: a comparison keeps one of them as it is.
    fn operation(&mut self, op: BinaryOp, left: At, right: At, kept: At) -> At {
        let compared = comparison(op).map(|compare| Step::Passing { compare, left, right, kept });
        let computed = || arithmetic(op).map(|of| Step::Computed(of, left, right));
        self.step(compared.or_else(computed).unwrap_or_else(|| Step::Unknown(vec![left, right])))
    }

    /// Two vectors, one series of each side to one of the other.
    fn joined(&mut self, binary: &'w Binary, left: Vector<'w>, right: &Vector<'w>) -> Option<Vector<'w>> {
        let names = names(binary.matching.iter().flat_map(|matching| &matching.labels));
        let on = binary.matching.as_ref().is_some_and(|matching| matching.kind == MatchingKind::On);
        if binary.matching.as_ref().is_some_and(|matching| matching.group.is_some()) {
            return None;
        }
        let key = |labels: &Row<'w>| -> Row<'w> {
            let part = labels.iter().filter(|(name, _)| names.contains(*name) == on);
            part.map(|(name, value)| (*name, *value)).collect()
        };
        let op = binary.op.value;
        let others = by_key(right, key);
        Some(match op {
            BinaryOp::Or => {
                let known = by_key(&left, key);
                let one = |(labels, value): &(Row<'w>, At)| {
                    let any = known.get(&key(labels)).cloned().unwrap_or_default();
                    (labels.clone(), self.step(Step::Where { value: *value, any, wanted: false }))
                };
                let more: Vec<_> = right.iter().map(one).collect();
                left.into_iter().chain(more).collect()
            }
            BinaryOp::And | BinaryOp::Unless => {
                let wanted = op == BinaryOp::And;
                let one = |(labels, value): (Row<'w>, At)| {
                    let any = others.get(&key(&labels)).cloned().unwrap_or_default();
                    (labels, self.step(Step::Where { value, any, wanted }))
                };
                left.into_iter().map(one).collect()
            }
            _ => {
                let is_comparison = comparison(op).is_some();
                let one = |(labels, value): (Row<'w>, At)| {
                    let own = key(&labels);
                    let with = self.last(others.get(&own)?);
                    let labels = if is_comparison { labels } else { own };
                    Some((labels, self.operation(op, value, with, value)))
                };
                left.into_iter().filter_map(one).collect()
            }
        })
    }

    /// The last of these that is there.
    fn last(&mut self, of: &[At]) -> At {
        if let [one] = of { *one } else { self.step(Step::Last(of.to_vec())) }
    }

    /// Nothing if there is something; else one series with the labels that were asked for.
    fn absent(&mut self, of: &'w Expr) -> Option<Vector<'w>> {
        let any = self.vector(of)?.into_iter().map(|(_, at)| at).collect();
        let matchers = match of.without_parens() {
            Expr::Vector(selector) => &selector.matchers[..],
            _ => &[],
        };
        let equal = matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal);
        let labels =
            equal.map(|Matcher { label, value, .. }| (label.value.as_str(), value.value.as_str())).collect();
        let value = self.step(Step::Number(1.0));
        Some(vec![(labels, self.step(Step::Where { value, any, wanted: false }))])
    }

    fn quantiles(&mut self, share: f64, buckets: Vector<'w>) -> Option<Vector<'w>> {
        let mut families: BTreeMap<Row<'w>, Vec<(f64, At)>> = BTreeMap::new();
        for (mut labels, count) in buckets {
            let bound = labels.remove("le")?;
            let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().ok()? };
            families.entry(labels).or_default().push((bound, count));
        }
        let one = |(labels, mut buckets): (Row<'w>, Vec<(f64, At)>)| {
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            (labels, self.step(Step::Quantile(share, buckets)))
        };
        Some(families.into_iter().map(one).collect())
    }
}

fn seconds(range: &RangeSelector) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "no window is that long")]
    range.range.millis().map(|millis| millis as f64 / 1000.0)
}

fn names<'w>(labels: impl Iterator<Item = &'w Label>) -> BTreeSet<&'w str> {
    labels.map(|label| label.value.as_str()).collect()
}

/// The numbers of a vector by what is left of their labels.
fn by_key<'w>(vector: &Vector<'w>, key: impl Fn(&Row<'w>) -> Row<'w>) -> BTreeMap<Row<'w>, Vec<At>> {
    let mut found: BTreeMap<Row<'w>, Vec<At>> = BTreeMap::new();
    for (labels, at) in vector {
        found.entry(key(labels)).or_default().push(*at);
    }
    found
}

/// How growth is looked at decides what a series is like.
impl Shape {
    pub(super) fn grows(self) -> bool {
        matches!(self, Self::Slope | Self::Bucket)
    }
}
