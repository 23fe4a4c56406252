//! Deliberate mistakes of two sides: each fixes a label to another value; and numbers that no value reaches.

use gaugewright_spec::promql::{
    Aggregate, Binary, BinaryOp, Call, Expr, GroupingKind, MatchOp, MatchingKind, Visit, build, print,
    rewrite, walk,
};

use super::Class;
use super::edits::{Edit, metrics};

/// The label that every series has.
const LABEL: &str = "instance";

/// Every mistake of these classes.
pub(super) fn of(expr: &Expr) -> Vec<Edit> {
    let mut finder = Finder(Vec::new());
    finder.expr(expr);
    finder.0
}

struct Finder(Vec<Edit>);

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        if let Expr::Binary(binary) = expr {
            self.apart(binary);
            self.beyond(binary);
        }
        walk(self, expr);
    }
}

impl Finder {
    /// `a{instance="one"} / b{instance="other"}`.
    fn apart(&mut self, binary: &Binary) {
        let both = keeps(&binary.lhs) && keeps(&binary.rhs);
        if !both || !agrees(binary) || matches!(binary.op.value, BinaryOp::Or | BinaryOp::Unless) {
            return;
        }
        let mut changed = Expr::Binary(Box::new(binary.clone()));
        if let Expr::Binary(changed) = &mut changed {
            fix(&mut changed.lhs, "one");
            fix(&mut changed.rhs, "other");
        }
        self.0.push(Edit { class: Class::Apart, span: binary.span, text: print(&changed), visible: true });
    }

    /// A part that is asked to be more than one and a half of its whole; growth below zero.
    fn beyond(&mut self, binary: &Binary) {
        let Expr::Number(number) = binary.rhs.without_parens() else { return };
        let mut add = |text: &str| {
            let edit = Edit { class: Class::Range, span: number.span, text: text.into(), visible: true };
            self.0.push(edit);
        };
        match (binary.op.value, binary.lhs.without_parens()) {
            (BinaryOp::Gt | BinaryOp::Ge, Expr::Binary(quotient))
                if quotient.op.value == BinaryOp::Div
                    && (0.0..1.0).contains(&number.value)
                    && metrics(&quotient.lhs).is_subset(&metrics(&quotient.rhs)) =>
            {
                add("1.5");
            }
            (BinaryOp::Lt | BinaryOp::Le, side) if grows(side) => add("-1"),
            _ => {}
        }
    }
}

/// Narrows every selector to one instance.
fn fix(side: &mut Expr, value: &str) {
    rewrite::selectors(side, |selector| {
        selector.matchers.push(build::matcher(LABEL, MatchOp::Equal, value));
    });
}

/// Whether the label has to be the same on both sides.
fn agrees(binary: &Binary) -> bool {
    binary.matching.as_ref().is_none_or(|matching| {
        let named = matching.labels.iter().any(|label| label.value == LABEL);
        named == (matching.kind == MatchingKind::On)
    })
}

/// Whether the result of a side still has the label of its series, and only that of its own.
fn keeps(side: &Expr) -> bool {
    let groups = |aggregate: &Aggregate| {
        aggregate.grouping.as_ref().is_some_and(|grouping| {
            let named = grouping.labels.iter().any(|label| label.value == LABEL);
            named == (grouping.kind == GroupingKind::By)
        })
    };
    let reads = |call: &Call| {
        let copies = ["rate", "irate", "increase", "delta", "deriv", "histogram_quantile", "predict_linear"];
        copies.contains(&call.name.as_str())
            || call.name.ends_with("_over_time") && !call.name.starts_with("absent")
    };
    match side.without_parens() {
        Expr::Vector(selector) => !selector.matchers.iter().any(|matcher| matcher.label.value == LABEL),
        Expr::Range(range) => !range.selector.matchers.iter().any(|matcher| matcher.label.value == LABEL),
        Expr::Aggregate(aggregate) => groups(aggregate) && keeps(&aggregate.expr),
        Expr::Call(call) => reads(call) && call.args.last().is_some_and(keeps),
        Expr::Binary(binary) => matches!(binary.rhs.without_parens(), Expr::Number(_)) && keeps(&binary.lhs),
        _ => false,
    }
}

/// Whether this is how much counters have grown.
fn grows(side: &Expr) -> bool {
    match side.without_parens() {
        Expr::Aggregate(aggregate) => grows(&aggregate.expr),
        Expr::Call(call) => matches!(call.name.as_str(), "rate" | "irate" | "increase"),
        _ => false,
    }
}
