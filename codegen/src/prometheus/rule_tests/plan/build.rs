//! A query is taken apart into the steps of a [`Plan`]. What cannot be computed like that has no plan.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{
    Aggregate, AggregateOp, Binary, BinaryOp, Call, DurationExpr, Expr, Func, GroupingKind, Label, MatchOp,
    Matching, MatchingKind, Modifiers, Side, Subquery, UnaryOp, VectorSelector,
};

use super::arithmetic::{arithmetic, comparison, is_known};
use super::{At, Function, Kept, Look, Plan, Step};
use crate::prometheus::rule_tests::selector::Selector;
use crate::prometheus::rule_tests::series::Series;

/// The labels of a series while a query is taken apart: all of it stands in the series and in the query.
type Row<'w> = BTreeMap<&'w str, &'w str>;
type Vector<'w> = Vec<(Row<'w>, At)>;

/// The value of a query. Scalars hang on no series.
enum Value<'w> {
    Scalar(At),
    Vector(Vector<'w>),
}

impl Plan {
    /// The plan of a query over these series; nothing if the query is more than arithmetic. A subquery that does not say so is asked
    /// as often as rules are evaluated.
    pub(in crate::prometheus::rule_tests) fn new(
        selectors: &[Selector],
        series: &[Series],
        expr: &Expr,
        evaluation: u64,
    ) -> Option<Self> {
        Planner {
            selectors,
            series,
            evaluation: i64::try_from(evaluation).ok()?,
            steps: Vec::new(),
            inner: Vec::new(),
        }
        .plan(expr)
    }
}

struct Planner<'w> {
    selectors: &'w [Selector],
    series: &'w [Series],
    evaluation: i64,
    steps: Vec<Step>,
    inner: Vec<Plan>,
}

impl<'w> Planner<'w> {
    fn plan(mut self, expr: &'w Expr) -> Option<Plan> {
        let result = match self.value(expr)? {
            Value::Vector(vector) => vector,
            Value::Scalar(at) => vec![(Row::new(), at)],
        };
        let owned = |labels: Row<'_>| {
            labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let result = result.into_iter().map(|(labels, at)| (owned(labels), at)).collect();
        Some(Plan { steps: self.steps, inner: self.inner, result })
    }

    fn step(&mut self, step: Step) -> At {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn number(&mut self, number: f64) -> At {
        self.step(Step::Number(number))
    }

    fn value(&mut self, expr: &'w Expr) -> Option<Value<'w>> {
        match expr {
            Expr::Number(number) => Some(Value::Scalar(self.number(number.value))),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Vector(selector) => {
                let offset = offset(&selector.modifiers)?;
                self.selected(selector, Look { offset, over: None }).map(Value::Vector)
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate).map(Value::Vector),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => {
                let value = self.value(&unary.expr)?;
                match unary.op.value {
                    UnaryOp::Plus => Some(value),
                    UnaryOp::Minus => {
                        let minus = self.number(-1.0);
                        Some(self.each(value, |left| Step::Computed(std::ops::Mul::mul, left, minus)))
                    }
                }
            }
            Expr::String(_) | Expr::Variable(_) | Expr::Range(_) | Expr::Subquery(_) => None,
        }
    }

    fn vector(&mut self, expr: &'w Expr) -> Option<Vector<'w>> {
        match self.value(expr)? {
            Value::Vector(vector) => Some(vector),
            Value::Scalar(_) => None,
        }
    }

    fn scalar(&mut self, expr: &'w Expr) -> Option<At> {
        match self.value(expr)? {
            Value::Scalar(at) => Some(at),
            Value::Vector(_) => None,
        }
    }

    /// Each number computed anew.
    fn each(&mut self, value: Value<'w>, step: impl Fn(At) -> Step) -> Value<'w> {
        match value {
            Value::Scalar(at) => Value::Scalar(self.step(step(at))),
            Value::Vector(vector) => {
                Value::Vector(vector.into_iter().map(|(labels, at)| (labels, self.step(step(at)))).collect())
            }
        }
    }

    /// The series that a selector finds, without their name.
    fn selected(&mut self, selector: &VectorSelector, look: Look) -> Option<Vector<'w>> {
        let own = self.selectors.iter().find(|own| own.is(selector))?;
        let mut found = Vec::new();
        for (at, series) in self.series.iter().enumerate().filter(|(_, series)| own.finds(series)) {
            let labels = series.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            found.push((labels.collect(), self.step(Step::Series(at, look))));
        }
        Some(found)
    }

    /// A function over a range.
    fn over(&mut self, function: Function, expr: &'w Expr) -> Option<Vector<'w>> {
        match expr.without_parens() {
            Expr::Range(range) => {
                let offset = offset(&range.modifiers)?;
                self.selected(&range.selector, Look { offset, over: Some((function, length(&range.range)?)) })
            }
            Expr::Subquery(subquery) => self.subquery(function, subquery),
            _ => None,
        }
    }

    fn subquery(&mut self, function: Function, subquery: &'w Subquery) -> Option<Vector<'w>> {
        let offset = offset(&subquery.modifiers)?;
        let look = Look { offset, over: Some((function, length(&subquery.range)?)) };
        let step = subquery.step.as_ref().map_or(Some(self.evaluation), length)?;
        let Self { selectors, series, evaluation, .. } = *self;
        let mut inner = Planner { selectors, series, evaluation, steps: Vec::new(), inner: Vec::new() };
        let rows = inner.vector(&subquery.expr)?;
        let result = rows.iter().map(|(_, at)| (BTreeMap::new(), *at)).collect();
        self.inner.push(Plan { steps: inner.steps, inner: inner.inner, result });
        let plan = self.inner.len() - 1;
        let one = |(result, (labels, _))| (labels, self.step(Step::Subquery { plan, result, look, step }));
        Some(rows.into_iter().enumerate().map(one).collect())
    }

    fn call(&mut self, call: &'w Call) -> Option<Value<'w>> {
        let func = call.function()?.func;
        Some(match (func, &call.args[..]) {
            (Func::Time, []) => Value::Scalar(self.step(Step::Time)),
            (Func::Vector, [number]) => {
                let number = self.scalar(number)?;
                Value::Vector(vec![(Row::new(), number)])
            }
            (Func::Absent, [of]) => {
                let there = self.vector(of)?;
                self.absent(of, &there)
            }
            (Func::AbsentOverTime, [of]) => {
                let there = self.over(Function::Present, of)?;
                self.absent(of, &there)
            }
            (Func::Sort | Func::SortDesc, [of]) => self.value(of)?,
            (Func::HistogramQuantile, [share, buckets]) => {
                let (share, buckets) = (self.scalar(share)?, self.vector(buckets)?);
                Value::Vector(self.quantiles(share, buckets)?)
            }
            (_, [of]) if Function::of(func).is_some() => Value::Vector(self.over(Function::of(func)?, of)?),
            (_, [of, rest @ ..]) => {
                let function = pointwise(func, rest.len())?;
                let with = match rest {
                    [] => self.number(0.0),
                    [with, ..] => self.scalar(with)?,
                };
                let of = self.value(of)?;
                self.each(of, |of| Step::Computed(function, of, with))
            }
            _ => return None,
        })
    }

    fn aggregate(&mut self, aggregate: &'w Aggregate) -> Option<Vector<'w>> {
        let op = aggregate.op.value;
        let vector = self.vector(&aggregate.expr)?;
        let names = names(aggregate.grouping.iter().flat_map(|grouping| &grouping.labels));
        let without =
            aggregate.grouping.as_ref().is_some_and(|grouping| grouping.kind == GroupingKind::Without);
        let mut groups: BTreeMap<Row<'w>, Vec<(Row<'w>, At)>> = BTreeMap::new();
        for (labels, at) in vector {
            let mut group = labels.clone();
            group.retain(|name, _| names.contains(name) != without);
            groups.entry(group).or_default().push((labels, at));
        }
        match (op, &aggregate.param) {
            (AggregateOp::Topk | AggregateOp::Bottomk, Some(Expr::Number(most))) => {
                // Where there are no more than so many, they are all of them.
                #[allow(clippy::cast_precision_loss, reason = "a handful")]
                let are_few = groups.values().all(|of| of.len() as f64 <= most.value);
                are_few.then(|| groups.into_values().flatten().collect())
            }
            (_, None) if is_known(op) => {
                let reduced =
                    |of: Vec<(Row<'w>, At)>| Step::Reduced(op, of.into_iter().map(|(_, at)| at).collect());
                Some(groups.into_iter().map(|(labels, of)| (labels, self.step(reduced(of)))).collect())
            }
            _ => None,
        }
    }

    fn binary(&mut self, binary: &'w Binary) -> Option<Value<'w>> {
        // What is filled in is not followed.
        if binary.fill.is_some() {
            return None;
        }
        let (left, right) = (self.value(&binary.lhs)?, self.value(&binary.rhs)?);
        let operation = Operation::new(binary)?;
        Some(match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => {
                Value::Scalar(self.step(operation.step(left, right, left)))
            }
            (left @ Value::Vector(_), Value::Scalar(right)) => {
                self.each(left, |left| operation.step(left, right, left))
            }
            (Value::Scalar(left), right @ Value::Vector(_)) => {
                self.each(right, |right| operation.step(left, right, right))
            }
            (Value::Vector(left), Value::Vector(right)) => {
                let joint = Joint::new(binary.matching.as_ref());
                Value::Vector(match binary.op.value {
                    BinaryOp::Or | BinaryOp::And | BinaryOp::Unless => {
                        self.set(binary.op.value, &joint, left, &right)
                    }
                    _ => self.joined(operation, &joint, left, right),
                })
            }
        })
    }

    /// Series that are there or not as those of another vector are.
    fn set(&mut self, op: BinaryOp, joint: &Joint<'w>, left: Vector<'w>, right: &Vector<'w>) -> Vector<'w> {
        let mut only = |(labels, value): (Row<'w>, At), others: &BTreeMap<Row<'w>, Vec<At>>, wanted| {
            let any = others.get(&joint.key(&labels)).cloned().unwrap_or_default();
            (labels, self.step(Step::Where { value, any, wanted }))
        };
        if op == BinaryOp::Or {
            let known = joint.by_key(&left);
            let more: Vec<_> = right.iter().cloned().map(|row| only(row, &known, false)).collect();
            return left.into_iter().chain(more).collect();
        }
        let others = joint.by_key(right);
        left.into_iter().map(|row| only(row, &others, op == BinaryOp::And)).collect()
    }

    /// Each series of the one side with that of the other.
    fn joined(
        &mut self,
        operation: Operation,
        joint: &Joint<'w>,
        left: Vector<'w>,
        right: Vector<'w>,
    ) -> Vector<'w> {
        let is_right = joint.many == Some(Side::Right);
        let (many, one) = if is_right { (right, left) } else { (left, right) };
        let mut ones: BTreeMap<Row<'w>, (Row<'w>, Vec<At>)> = BTreeMap::new();
        for (labels, at) in one {
            ones.entry(joint.key(&labels)).or_insert_with(|| (labels, Vec::new())).1.push(at);
        }
        let all = joint.by_key(&many);
        let mut result = Vec::new();
        for (labels, value) in many {
            let key = joint.key(&labels);
            let Some((other, of)) = ones.get(&key) else { continue };
            let with = if let [one] = of[..] { one } else { self.step(Step::One(of.clone())) };
            let among = all.get(&key).filter(|among| joint.many.is_none() && among.len() > 1);
            let value = match among {
                Some(among) => self.step(Step::Alone { value, among: among.clone(), with }),
                None => value,
            };
            let (first, second) = if is_right { (with, value) } else { (value, with) };
            let at = self.step(operation.step(first, second, first));
            result.push((joint.labels(labels, other), at));
        }
        result
    }

    /// Nothing if there is something; else one series with the labels that were asked for.
    fn absent(&mut self, of: &'w Expr, there: &Vector<'w>) -> Value<'w> {
        let matchers = match of.without_parens() {
            Expr::Vector(selector) => &selector.matchers[..],
            Expr::Range(range) => &range.selector.matchers[..],
            _ => &[],
        };
        let is_only =
            |label: &Label| matchers.iter().filter(|other| other.label.value == label.value).count() == 1;
        let known =
            matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal && is_only(&matcher.label));
        let labels = known.map(|matcher| (matcher.label.value.as_str(), matcher.value.value.as_str()));
        let labels = labels.filter(|(_, value)| !value.is_empty()).collect();
        let value = self.number(1.0);
        let any = there.iter().map(|(_, at)| *at).collect();
        Value::Vector(vec![(labels, self.step(Step::Where { value, any, wanted: false }))])
    }

    fn quantiles(&mut self, share: At, buckets: Vector<'w>) -> Option<Vector<'w>> {
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

/// What an operator makes of two numbers: a comparison keeps one of them as it is, or says whether it holds.
#[derive(Clone, Copy)]
enum Operation {
    Computed(fn(f64, f64) -> f64),
    Compared(fn(&f64, &f64) -> bool),
    Asked(fn(&f64, &f64) -> bool),
    /// Of sets, which computes nothing.
    None,
}

impl Operation {
    fn new(binary: &Binary) -> Option<Self> {
        let op = binary.op.value;
        Some(match (comparison(op), binary.bool_modifier.is_some()) {
            (Some(compare), false) => Self::Compared(compare),
            (Some(compare), true) => Self::Asked(compare),
            _ if op.is_set() => Self::None,
            _ => Self::Computed(arithmetic(op)?),
        })
    }

    fn step(self, left: At, right: At, kept: At) -> Step {
        match self {
            Self::Computed(of) => Step::Computed(of, left, right),
            Self::Compared(compare) => Step::Compared { compare, left, right, kept: Kept::Side(kept) },
            Self::Asked(compare) => Step::Compared { compare, left, right, kept: Kept::Bool },
            Self::None => Step::Number(f64::NAN),
        }
    }
}

/// By what the series of two vectors find each other.
struct Joint<'w> {
    labels: BTreeSet<&'w str>,
    on: bool,
    /// The side of which many series may find the same one.
    many: Option<Side>,
    /// The labels that they take from it.
    taken: BTreeSet<&'w str>,
}

impl<'w> Joint<'w> {
    fn new(matching: Option<&'w Matching>) -> Self {
        let group = matching.and_then(|matching| matching.group.as_ref());
        Self {
            labels: names(matching.iter().flat_map(|matching| &matching.labels)),
            on: matching.is_some_and(|matching| matching.kind == MatchingKind::On),
            many: group.map(|group| group.side),
            taken: names(group.iter().flat_map(|group| &group.labels)),
        }
    }

    fn key(&self, labels: &Row<'w>) -> Row<'w> {
        let part = labels.iter().filter(|(name, _)| self.labels.contains(*name) == self.on);
        part.map(|(name, value)| (*name, *value)).collect()
    }

    /// The numbers of a vector by what its series are found by.
    fn by_key(&self, vector: &Vector<'w>) -> BTreeMap<Row<'w>, Vec<At>> {
        let mut found: BTreeMap<Row<'w>, Vec<At>> = BTreeMap::new();
        for (labels, at) in vector {
            found.entry(self.key(labels)).or_default().push(*at);
        }
        found
    }

    /// The labels of what is computed of two series.
    fn labels(&self, own: Row<'w>, other: &Row<'w>) -> Row<'w> {
        if self.many.is_none() {
            return self.key(&own);
        }
        let mut labels = own;
        for name in &self.taken {
            match other.get(name) {
                Some(value) => labels.insert(name, value),
                None => labels.remove(name),
            };
        }
        labels
    }
}

/// A function of one number, and of a second one if it has more arguments.
fn pointwise(func: Func, more: usize) -> Option<fn(f64, f64) -> f64> {
    Some(match (func, more) {
        (Func::Abs, 0) => |value, _| value.abs(),
        (Func::Ceil, 0) => |value, _| value.ceil(),
        (Func::Floor, 0) => |value, _| value.floor(),
        (Func::Round, 0) => |value, _| (value + 0.5).floor(),
        (Func::Round, 1) => |value, nearest| {
            // As Prometheus does, which multiplies to be exact.
            let inverse = 1.0 / nearest;
            (value * inverse + 0.5).floor() / inverse
        },
        (Func::Sgn, 0) => |value, _| if value == 0.0 { 0.0 } else { value.signum() },
        (Func::ClampMin, 1) => f64::max,
        (Func::ClampMax, 1) => f64::min,
        _ => return None,
    })
}

fn offset(modifiers: &Modifiers) -> Option<i64> {
    if modifiers.at.is_some() || modifiers.edges.is_some() {
        return None;
    }
    match &modifiers.offset {
        Some(offset) if offset.negative => None,
        Some(offset) => length(&offset.duration),
        None => Some(0),
    }
}

fn length(duration: &DurationExpr) -> Option<i64> {
    duration.millis().and_then(|millis| i64::try_from(millis).ok()).filter(|millis| *millis > 0)
}

fn names<'w>(labels: impl Iterator<Item = &'w Label>) -> BTreeSet<&'w str> {
    labels.map(|label| label.value.as_str()).collect()
}
