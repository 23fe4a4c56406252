//! A query is taken apart into the steps of a [`Plan`]. What cannot be computed like that has no plan.

mod binary;

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{
    Aggregate, AggregateOp, Call, DurationExpr, Expr, Func, GroupingKind, Label, MatchOp, Modifiers,
    Subquery, UnaryOp, VectorSelector,
};

use super::arithmetic::is_known;
use super::{At, Function, Look, Plan, Step};
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
