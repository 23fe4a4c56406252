//! Counters whose momentary value is used: it says when their process started, and little else.

use super::{Checker, Scope, past};
use crate::kind::Instrument;
use crate::rules;
use crate::{Diagnostic, Severity, Vocabulary};
use gaugewright_promql::{
    AggregateOp, Binary, BinaryOp, Call, Expr, Func, LabelsOf, MetricName, Reads, VectorSelector,
};

impl Checker<'_> {
    /// Reports the counters that are read without looking at their growth.
    pub(super) fn bare_counters(&mut self, expr: &Expr) {
        // Another name for a counter is a counter.
        if matches!(self.scope, Scope::Named) && self.vocabulary.has_open_targets() && is_copy(expr) {
            return;
        }
        let mut bare = Bare { vocabulary: self.vocabulary, is_plain: true, found: Vec::new() };
        bare.expr(expr);
        // Who shows or records a total since the start may mean it.
        let shows =
            matches!(self.scope, Scope::Panel(_) | Scope::Named) && self.vocabulary.has_open_targets();
        for Found { name, instrument, is_plain } in bare.found {
            let what = match instrument {
                Instrument::Counter => "a counter",
                _ => "a part of a histogram or summary, which only grows",
            };
            let message = format!("`{}` is {what}", **name);
            let diagnostic = Diagnostic::new(&rules::BARE_COUNTER, name.span, message)
                .label("read here without `rate` or `increase`")
                .note("a counter restarts at zero with every process; use `rate` or `increase`")
                .help(format!(
                    "write `rate({0}[5m])` for a value per second, or `increase({0}[1h])` for an amount",
                    **name
                ));
            let severity = if shows && is_plain { Severity::Warning } else { Severity::Error };
            self.report(diagnostic.at_most(severity));
        }
    }
}

/// A counter that is read as it is.
struct Found<'e> {
    name: &'e MetricName,
    instrument: Instrument,
    /// Whether its value is the result, or adds to it: no function reads its course, and no number is its limit.
    is_plain: bool,
}

/// Collects counters: not below a range, and not where only their existence counts.
struct Bare<'e, 'v> {
    vocabulary: &'v Vocabulary,
    is_plain: bool,
    found: Vec<Found<'e>>,
}

impl<'e> Bare<'e, '_> {
    fn expr(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Vector(selector) => self.take(selector),
            Expr::Number(_) | Expr::String(_) | Expr::Variable(_) | Expr::Range(_) => {}
            // `rate(x[1h:1m])` looks at the course of x.
            Expr::Subquery(subquery) if matches!(subquery.expr.without_parens(), Expr::Vector(_)) => {}
            Expr::Subquery(subquery) => self.deep(|bare| bare.expr(&subquery.expr)),
            Expr::Aggregate(aggregate) => {
                if !matches!(aggregate.op.value, AggregateOp::Count | AggregateOp::Group) {
                    self.expr(&aggregate.expr);
                }
            }
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.expr(&unary.expr),
            Expr::Paren(paren) => self.expr(&paren.expr),
        }
    }

    fn call(&mut self, call: &'e Call) {
        let Some(facts) = call.facts().filter(|facts| facts.reads != Reads::Existence) else { return };
        let input = call.args.iter().map(Expr::without_parens).find(|arg| !matches!(arg, Expr::Number(_)));
        match input {
            Some(Expr::Subquery(subquery)) if facts.reads.compares_samples() => {
                self.deep(|bare| bare.course(&subquery.expr));
            }
            // What `rate` understands and these do not is the fall of a restart.
            Some(Expr::Range(range)) if matches!(facts.reads, Reads::Course | Reads::Values) => {
                self.deep(|bare| bare.take(&range.selector));
            }
            _ => call.args.iter().for_each(|arg| self.expr(arg)),
        }
    }

    /// Of the largest of several counters, or of one or another, the course is that of a counter. A sum falls whenever one of
    /// its processes ends, which `rate` takes for a restart of them all.
    fn course(&mut self, expr: &'e Expr) {
        match expr.without_parens() {
            Expr::Vector(_) => {}
            Expr::Aggregate(aggregate) if aggregate.op.value == AggregateOp::Max => {
                self.course(&aggregate.expr);
            }
            // What only writes labels leaves the course as it is.
            Expr::Call(call) if renames(call) => call.args.iter().take(1).for_each(|arg| self.course(arg)),
            Expr::Binary(binary) if binary.op.value == BinaryOp::Or => {
                self.course(&binary.lhs);
                self.course(&binary.rhs);
            }
            Expr::Binary(binary) if matches!(binary.op.value, BinaryOp::And | BinaryOp::Unless) => {
                self.course(&binary.lhs);
                self.existence(&binary.rhs);
            }
            other => self.expr(other),
        }
    }

    fn binary(&mut self, binary: &'e Binary) {
        let op = binary.op.value;
        // The difference of a counter and its own past is a growth, one that differs from its past has grown, and one without a
        // past is new.
        let is_growth = op == BinaryOp::Sub || op == BinaryOp::Unless || op.is_comparison();
        if is_growth && past::is_own(&binary.lhs, &binary.rhs)
            || op == BinaryOp::Sub && self.pending(&binary.lhs, &binary.rhs)
        {
            return;
        }
        match op {
            BinaryOp::And | BinaryOp::Unless => {
                if !is_any(&binary.lhs) {
                    self.expr(&binary.lhs);
                }
                self.existence(&binary.rhs);
            }
            // That nothing has happened since the start is a fair question, too.
            BinaryOp::Eq if is_any_or_none(binary) => {}
            _ if op.is_comparison() && !is_any_or_none(binary) => self.deep(|bare| bare.sides(binary)),
            _ => self.sides(binary),
        }
    }

    fn sides(&mut self, binary: &'e Binary) {
        self.expr(&binary.lhs);
        self.expr(&binary.rhs);
    }

    /// Looks at what is more than shown.
    fn deep(&mut self, look: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.is_plain, false);
        look(self);
        self.is_plain = before;
    }

    fn take(&mut self, selector: &'e VectorSelector) {
        let is_plain = self.is_plain;
        let counter = self.counter(selector);
        self.found.extend(counter.map(|(name, instrument)| Found { name, instrument, is_plain }));
    }

    /// Of the right side of `and` and `unless` only the labels count, unless a comparison makes series out of values. That
    /// something has happened at all since its process started is a fair question.
    fn existence(&mut self, expr: &'e Expr) {
        match expr.without_parens() {
            Expr::Binary(_) if is_any(expr) => {}
            Expr::Binary(binary) if binary.op.value.is_comparison() => self.binary(binary),
            Expr::Binary(binary) => {
                self.existence(&binary.lhs);
                self.existence(&binary.rhs);
            }
            Expr::Aggregate(aggregate) => self.existence(&aggregate.expr),
            _ => {}
        }
    }

    /// What has begun less what has ended: both start at zero together, so the difference is a number of now.
    fn pending(&self, begun: &Expr, ended: &Expr) -> bool {
        match (begun.without_parens(), ended.without_parens()) {
            (Expr::Aggregate(a), Expr::Aggregate(b)) if a.op.value == b.op.value => {
                a.op.value == AggregateOp::Sum && self.pending(&a.expr, &b.expr)
            }
            (Expr::Aggregate(a), side) | (side, Expr::Aggregate(a)) => {
                a.op.value == AggregateOp::Sum && self.pending(&a.expr, side)
            }
            (Expr::Vector(a), Expr::Vector(b)) => {
                let both = self.counter(a).zip(self.counter(b));
                both.is_some_and(|(a, b)| [a.1, b.1] == [Instrument::Counter; 2] && a.0.value != b.0.value)
            }
            _ => false,
        }
    }

    /// Its name and what it is, if it is known to grow.
    fn counter<'s>(&self, selector: &'s VectorSelector) -> Option<(&'s MetricName, Instrument)> {
        let name = selector.name.as_ref()?;
        let instrument = self.vocabulary.find(name)?.part.instrument;
        instrument.is_counter().then_some((name, instrument))
    }
}

/// Whether this asks if something has happened at all since its process started, or nothing: a counter, or some of them together,
/// compared with zero.
fn is_any(expr: &Expr) -> bool {
    match expr.without_parens() {
        Expr::Binary(binary) if binary.op.value.is_comparison() => is_any_or_none(binary),
        _ => false,
    }
}

fn is_any_or_none(comparison: &Binary) -> bool {
    let Binary { lhs, rhs, .. } = comparison;
    let is_zero = |side: &Expr| matches!(side.without_parens(), Expr::Number(number) if number.value == 0.0);
    comparison.bool_modifier.is_none() && (is_zero(rhs) && is_count(lhs) || is_zero(lhs) && is_count(rhs))
}

fn is_count(expr: &Expr) -> bool {
    match expr.without_parens() {
        Expr::Vector(_) => true,
        Expr::Aggregate(aggregate) => is_count(&aggregate.expr),
        // The largest of some values is zero if all are.
        Expr::Call(call) => {
            let is_one = [Func::MaxOverTime, Func::LastOverTime].into_iter().any(|func| call.is(func));
            is_one && matches!(call.args.as_slice(), [Expr::Range(_)])
        }
        _ => false,
    }
}

/// Whether it gives the very series of one selector, under other labels or in another unit.
fn is_copy(expr: &Expr) -> bool {
    let is_number = |side: &Expr| matches!(side.without_parens(), Expr::Number(_));
    match expr.without_parens() {
        Expr::Vector(_) => true,
        Expr::Call(call) => renames(call) && call.args.first().is_some_and(is_copy),
        Expr::Binary(binary) => match binary.op.value {
            BinaryOp::Mul | BinaryOp::Div if is_number(&binary.rhs) => is_copy(&binary.lhs),
            BinaryOp::Mul if is_number(&binary.lhs) => is_copy(&binary.rhs),
            _ => false,
        },
        _ => false,
    }
}

/// Whether it leaves values as they are and only writes labels.
fn renames(call: &Call) -> bool {
    call.facts().is_some_and(|facts| matches!(facts.labels, LabelsOf::Replaced | LabelsOf::Joined))
}
