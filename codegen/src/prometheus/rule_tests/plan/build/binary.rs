//! Operators between two values: by what their series find each other, and what becomes of these.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{Binary, BinaryOp, Matching, MatchingKind, Side};

use super::super::arithmetic::{arithmetic, comparison};
use super::super::{At, Kept, Step};
use super::{Planner, Row, Value, Vector, names};

impl<'w> Planner<'w> {
    /// An operator between two values.
    pub(super) fn binary(&mut self, binary: &'w Binary) -> Option<Value<'w>> {
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
