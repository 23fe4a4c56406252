//! What a query says of itself: its windows, the labels it groups by, what it compares within.

use std::collections::BTreeSet;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::promql::{Expr, GroupingKind, Label, Matching, MatchingKind, Visit, walk};

use super::series::{Seen, selectors};

/// The windows of a query; nothing if one is a variable.
pub(super) fn windows(expr: &Expr) -> Option<BTreeSet<Duration>> {
    struct Finder(Option<BTreeSet<Duration>>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let (Expr::Range(range), Some(found)) = (expr, &mut self.0) {
                match range.range.millis() {
                    Some(millis) => drop(found.insert(Duration::from_millis(millis))),
                    None => self.0 = None,
                }
            }
            walk(self, expr);
        }
    }
    let mut finder = Finder(Some(BTreeSet::new()));
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
pub(super) fn inner_comparison(expr: &Expr) -> Option<(Vec<Seen>, f64)> {
    struct Finder(Option<(Vec<Seen>, f64)>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Binary(binary) = expr
                && binary.op.value.is_comparison()
                && let Expr::Number(bound) = &binary.rhs
            {
                self.0 = selectors(&binary.lhs).map(|inside| (inside, bound.value));
            }
            walk(self, expr);
        }
    }
    let mut finder = Finder(None);
    finder.expr(expr);
    finder.0
}
