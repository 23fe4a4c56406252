//! What a query gives when nothing changes: every counter grows steadily, every gauge stays. Then `rate` is the slope of a series and
//! `increase` its slope times the window, and a query is arithmetic. What cannot be computed like that is said to be unknown.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{
    Aggregate, AggregateOp, Binary, BinaryOp, Call, Expr, GroupingKind, MatchOp, Matcher, MatchingKind,
    RangeSelector, UnaryOp, VectorSelector,
};

use super::series::{Seen, Series, Shape};

pub(super) type Labels = BTreeMap<String, String>;
type Vector = Vec<(Labels, f64)>;

/// The value of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Scalar(f64),
    Vector(Vector),
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
    /// The value; nothing if this is more than arithmetic.
    pub(super) fn value(self, expr: &Expr) -> Option<Value> {
        match expr {
            Expr::Number(number) => Some(Value::Scalar(number.value)),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Vector(selector) => self.selected(selector, false).map(Value::Vector),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate).map(Value::Vector),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => Some(match (unary.op.value, self.value(&unary.expr)?) {
                (UnaryOp::Plus, value) => value,
                (UnaryOp::Minus, Value::Scalar(number)) => Value::Scalar(-number),
                (UnaryOp::Minus, Value::Vector(vector)) => Value::Vector(mapped(vector, |value| -value)),
            }),
            Expr::String(_) | Expr::Variable(_) | Expr::Range(_) | Expr::Subquery(_) => None,
        }
    }

    pub(super) fn vector(self, expr: &Expr) -> Option<Vector> {
        match self.value(expr)? {
            Value::Vector(vector) => Some(vector),
            Value::Scalar(_) => None,
        }
    }

    fn scalar(self, expr: &Expr) -> Option<f64> {
        match self.value(expr)? {
            Value::Scalar(number) => Some(number),
            Value::Vector(_) => None,
        }
    }

    /// The series that a selector finds, without their name. `grows` says that growth is looked at.
    fn selected(self, selector: &VectorSelector, grows: bool) -> Option<Vector> {
        if !selector.modifiers.is_empty() {
            return None;
        }
        let seen = self.seen.iter().find(|seen| seen.is(selector))?;
        let mut found = Vec::new();
        for (series, value) in self.series.iter().zip(self.values) {
            if seen.finds(series) {
                if grows != series.shape.grows() {
                    return None;
                }
                // It is now: `time()` is nought.
                let value = if series.shape == Shape::Age { -value } else { *value };
                found.push((series.labels.clone(), value));
            }
        }
        Some(found)
    }

    fn call(self, call: &Call) -> Option<Value> {
        let vector = |expr: &Expr| self.vector(expr);
        Some(match (call.name.value.as_str(), &call.args[..]) {
            ("time", []) => Value::Scalar(0.0),
            ("vector", [number]) => Value::Vector(vec![(Labels::new(), self.scalar(number)?)]),
            ("rate" | "irate" | "deriv", [Expr::Range(range)]) => Value::Vector(self.growth(range, 1.0)?),
            ("increase" | "delta", [Expr::Range(range)]) => {
                Value::Vector(self.growth(range, seconds(range)?)?)
            }
            ("abs", [of]) => Value::Vector(mapped(vector(of)?, f64::abs)),
            ("clamp_min", [of, low]) => {
                let low = self.scalar(low)?;
                Value::Vector(mapped(vector(of)?, |value| value.max(low)))
            }
            ("clamp_max", [of, high]) => {
                let high = self.scalar(high)?;
                Value::Vector(mapped(vector(of)?, |value| value.min(high)))
            }
            ("absent", [of]) => Value::Vector(absent(of, &vector(of)?)),
            ("histogram_quantile", [share, buckets]) => {
                Value::Vector(quantiles(self.scalar(share)?, &vector(buckets)?)?)
            }
            _ => return None,
        })
    }

    fn growth(self, range: &RangeSelector, times: f64) -> Option<Vector> {
        if !range.modifiers.is_empty() {
            return None;
        }
        Some(mapped(self.selected(&range.selector, true)?, |slope| slope * times))
    }

    fn aggregate(self, aggregate: &Aggregate) -> Option<Vector> {
        let mut groups: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
        for (labels, value) in self.vector(&aggregate.expr)? {
            groups.entry(grouped(aggregate, labels)).or_default().push(value);
        }
        let of = |values: &[f64]| {
            let sum: f64 = values.iter().sum();
            #[allow(clippy::cast_precision_loss, reason = "a handful")]
            let count = values.len() as f64;
            Some(match aggregate.op.value {
                AggregateOp::Sum => sum,
                AggregateOp::Avg => sum / count,
                AggregateOp::Count => count,
                AggregateOp::Max => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                AggregateOp::Min => values.iter().copied().fold(f64::INFINITY, f64::min),
                _ => return None,
            })
        };
        groups.into_iter().map(|(labels, values)| Some((labels, of(&values)?))).collect()
    }

    fn binary(self, binary: &Binary) -> Option<Value> {
        let (left, right) = (self.value(&binary.lhs)?, self.value(&binary.rhs)?);
        let op = binary.op.value;
        if binary.bool_modifier.is_some() {
            return None;
        }
        Some(match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(computed(op, left, right)?),
            (Value::Vector(left), Value::Scalar(right)) => Value::Vector(kept(
                left,
                |value| computed(op, value, right),
                |value| passes(op, value, right),
            )),
            (Value::Scalar(left), Value::Vector(right)) => {
                Value::Vector(kept(right, |value| computed(op, left, value), |value| passes(op, left, value)))
            }
            (Value::Vector(left), Value::Vector(right)) => Value::Vector(joined(binary, left, &right)?),
        })
    }
}

fn seconds(range: &RangeSelector) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "no window is that long")]
    range.range.millis().map(|millis| millis as f64 / 1000.0)
}

fn mapped(vector: Vector, of: impl Fn(f64) -> f64) -> Vector {
    vector.into_iter().map(|(labels, value)| (labels, of(value))).collect()
}

/// Each value computed anew; by a comparison, those that pass, as they were.
fn kept(vector: Vector, of: impl Fn(f64) -> Option<f64>, passes: impl Fn(f64) -> Option<bool>) -> Vector {
    let one = |(labels, value)| match passes(value) {
        Some(true) => Some((labels, value)),
        Some(false) => None,
        None => Some((labels, of(value)?)),
    };
    vector.into_iter().filter_map(one).collect()
}

fn grouped(aggregate: &Aggregate, mut labels: Labels) -> Labels {
    let names: BTreeSet<&str> = aggregate
        .grouping
        .iter()
        .flat_map(|grouping| &grouping.labels)
        .map(|label| label.value.as_str())
        .collect();
    let without = aggregate.grouping.as_ref().is_some_and(|grouping| grouping.kind == GroupingKind::Without);
    labels.retain(|name, _| names.contains(name.as_str()) != without);
    labels
}

/// What a comparison says; nothing of other operators.
fn passes(op: BinaryOp, left: f64, right: f64) -> Option<bool> {
    #[allow(clippy::float_cmp, reason = "as Prometheus does")]
    Some(match op {
        BinaryOp::Eq => left == right,
        BinaryOp::Ne => left != right,
        BinaryOp::Lt => left < right,
        BinaryOp::Le => left <= right,
        BinaryOp::Gt => left > right,
        BinaryOp::Ge => left >= right,
        _ => return None,
    })
}

fn computed(op: BinaryOp, left: f64, right: f64) -> Option<f64> {
    Some(match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        BinaryOp::Div => left / right,
        _ => return None,
    })
}

/// Two vectors, one series of each side to one of the other.
fn joined(binary: &Binary, left: Vector, right: &Vector) -> Option<Vector> {
    let names: BTreeSet<&str> = binary
        .matching
        .iter()
        .flat_map(|matching| &matching.labels)
        .map(|label| label.value.as_str())
        .collect();
    let on = binary.matching.as_ref().is_some_and(|matching| matching.kind == MatchingKind::On);
    if binary.matching.as_ref().is_some_and(|matching| matching.group.is_some()) {
        return None;
    }
    let key = |labels: &Labels| -> Labels {
        let part = labels.iter().filter(|(name, _)| names.contains(name.as_str()) == on);
        part.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let other: BTreeMap<Labels, f64> = right.iter().map(|(labels, value)| (key(labels), *value)).collect();
    let op = binary.op.value;
    if op == BinaryOp::Or {
        let known: BTreeSet<Labels> = left.iter().map(|(labels, _)| key(labels)).collect();
        let more = right.iter().filter(|(labels, _)| !known.contains(&key(labels))).cloned();
        return Some(left.into_iter().chain(more).collect());
    }
    if matches!(op, BinaryOp::And | BinaryOp::Unless) {
        let wanted = op == BinaryOp::And;
        return Some(
            left.into_iter().filter(|(labels, _)| other.contains_key(&key(labels)) == wanted).collect(),
        );
    }
    let mut out = Vec::new();
    for (labels, value) in left {
        let Some(with) = other.get(&key(&labels)) else { continue };
        match passes(op, value, *with) {
            Some(true) => out.push((labels, value)),
            Some(false) => {}
            None => out.push((key(&labels), computed(op, value, *with)?)),
        }
    }
    Some(out)
}

/// Nothing if there is something; else one series with the labels that were asked for.
fn absent(of: &Expr, found: &Vector) -> Vector {
    if !found.is_empty() {
        return Vec::new();
    }
    let Expr::Vector(selector) = of.without_parens() else { return vec![(Labels::new(), 1.0)] };
    let equal = selector.matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal);
    let labels =
        equal.map(|Matcher { label, value, .. }| (label.value.clone(), value.value.clone())).collect();
    vec![(labels, 1.0)]
}

/// As `bucketQuantile` of Prometheus computes it: linear within a bucket.
fn quantiles(share: f64, buckets: &Vector) -> Option<Vector> {
    let mut families: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for (labels, count) in buckets {
        let mut labels = labels.clone();
        let bound = labels.remove("le")?;
        let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().ok()? };
        families.entry(labels).or_default().push((bound, *count));
    }
    let one = |(labels, mut buckets): (Labels, Vec<(f64, f64)>)| {
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some((labels, quantile(share, &buckets)?))
    };
    families.into_iter().map(one).collect()
}

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

/// How growth is looked at decides what a series is like.
impl Shape {
    pub(super) fn grows(self) -> bool {
        matches!(self, Self::Slope | Self::Bucket)
    }
}
