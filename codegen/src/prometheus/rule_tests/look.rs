//! What a query says of itself: its windows, the labels it groups by, what it compares within.

use std::collections::BTreeSet;

use gaugewright_spec::promql::{
    DurationExpr, Expr, Grouping, GroupingKind, Label, Matching, MatchingKind, Modifiers, UnaryOp, Visit,
    walk,
};

use super::plan::arithmetic;
use super::selector::{Selector, selectors};

/// The lengths of time that a query names, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    pub(super) ranges: BTreeSet<u64>,
    pub(super) offsets: BTreeSet<u64>,
    /// Whether it looks at series at once, and not over a range: then these must not be old.
    pub(super) at_once: bool,
}

/// The lengths of time that a query names; nothing if one is a variable.
pub(super) fn lengths(expr: &Expr) -> Option<Lengths> {
    struct Finder(Option<Lengths>);
    impl Finder {
        fn take(&mut self, duration: &DurationExpr, of: fn(&mut Lengths) -> &mut BTreeSet<u64>) {
            match (duration.millis(), &mut self.0) {
                (Some(millis), Some(lengths)) => drop(of(lengths).insert(millis)),
                (None, _) => self.0 = None,
                (_, None) => {}
            }
        }
    }
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Range(range) => self.take(&range.range, |lengths| &mut lengths.ranges),
                Expr::Subquery(subquery) => self.take(&subquery.range, |lengths| &mut lengths.ranges),
                Expr::Vector(_) => self.0.iter_mut().for_each(|lengths| lengths.at_once = true),
                _ => {}
            }
            walk(self, expr);
        }
        fn modifiers(&mut self, modifiers: &Modifiers) {
            if let Some(offset) = &modifiers.offset {
                self.take(&offset.duration, |lengths| &mut lengths.offsets);
            }
        }
    }
    let mut finder = Finder(Some(Lengths::default()));
    finder.expr(expr);
    finder.0
}

/// Whether a query makes one of the series of each instance, and keeps instances apart.
pub(super) fn folds_instances(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Aggregate(aggregate) = expr {
                let is_named =
                    |grouping: &Grouping| grouping.labels.iter().any(|label| label.value == "instance");
                self.0 |= aggregate
                    .grouping
                    .as_ref()
                    .is_some_and(|grouping| is_named(grouping) == (grouping.kind == GroupingKind::By));
            }
            walk(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.expr(expr);
    finder.0
}

/// The number that a query is, if it is one: `14.4 * 0.001`.
pub(super) fn constant(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(number) => Some(number.value),
        Expr::Paren(paren) => constant(&paren.expr),
        Expr::Unary(unary) => constant(&unary.expr)
            .map(|number| if unary.op.value == UnaryOp::Minus { -number } else { number }),
        Expr::Binary(binary) => {
            let (left, right) = (constant(&binary.lhs)?, constant(&binary.rhs)?);
            arithmetic(binary.op.value).map(|of| of(left, right))
        }
        _ => None,
    }
}

/// The numbers of a query.
pub(super) fn numbers(expr: &Expr) -> Vec<f64> {
    struct Finder(Vec<f64>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            match constant(expr) {
                Some(number) => self.0.push(number),
                None => walk(self, expr),
            }
        }
    }
    let mut finder = Finder(Vec::new());
    finder.expr(expr);
    finder.0
}

/// The labels that a query groups by and joins on.
pub(super) fn named(expr: &Expr) -> BTreeSet<String> {
    #[derive(Default)]
    struct Finder(BTreeSet<String>);
    impl Finder {
        fn take(&mut self, labels: &[Label]) {
            self.0.extend(labels.iter().map(|label| label.value.clone()));
        }
    }
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Aggregate(aggregate) = expr {
                let by = aggregate.grouping.iter().filter(|grouping| grouping.kind == GroupingKind::By);
                by.for_each(|grouping| self.take(&grouping.labels));
            }
            walk(self, expr);
        }
        fn matching(&mut self, matching: &Matching) {
            if matching.kind == MatchingKind::On {
                self.take(&matching.labels);
            }
        }
    }
    let mut finder = Finder::default();
    finder.expr(expr);
    finder.0
}

/// The share of a query's quantile, if it has one.
pub(super) fn share(expr: &Expr) -> Option<f64> {
    struct Finder(Option<f64>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Call(call) = expr
                && call.name.value == "histogram_quantile"
                && let Some(Expr::Number(share)) = call.args.first().map(Expr::without_parens)
            {
                self.0 = Some(share.value);
            }
            walk(self, expr);
        }
    }
    let mut finder = Finder(None);
    finder.expr(expr);
    finder.0
}

/// What is compared with a number somewhere within a query, and the number.
pub(super) fn inner_comparison(expr: &Expr) -> Option<(Vec<Selector>, f64)> {
    struct Finder(Option<(Vec<Selector>, f64)>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Binary(binary) = expr
                && binary.op.value.is_comparison()
                && let Some(bound) = constant(&binary.rhs)
            {
                self.0 = selectors(&binary.lhs).map(|inside| (inside, bound));
            }
            walk(self, expr);
        }
    }
    let mut finder = Finder(None);
    finder.expr(expr);
    finder.0
}
