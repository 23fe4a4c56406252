//! Puts recorded series in the place of what they record. They have labels that the query has not: those that say whose they are.
//! Where these would keep two sides of an operator apart, they are dropped again.

use super::recorded::Recorded;
use super::series::Series;
use crate::promql::{
    Aggregate, AggregateOp, Binary, Call, Expr, Grouping, GroupingKind, Label, LabelsOf, Matching,
    MatchingKind, ValueType, type_check,
};
use crate::source::Spanned;

/// The labels by which the series of an expression differ from those of what it stands for.
pub(super) type Added = Vec<Label>;

/// Puts recorded series in.
pub(super) struct Reader<'r> {
    pub(super) recorded: &'r Recorded,
    /// Whether a panel asks.
    pub(super) for_panel: bool,
    /// How many it has put in.
    pub(super) count: usize,
}

impl Reader<'_> {
    /// Puts them in wherever all of a part is recorded; gives the labels that the result has more.
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Added {
        if matches!(expr, Expr::Aggregate(_) | Expr::Call(_) | Expr::Binary(_) | Expr::Paren(_))
            && let Some(series) = self.recorded.of(expr, |series| self.may_read(series))
        {
            *expr = series.selector();
            self.count += 1;
            return match series.regrouped {
                Some(_) => Added::new(),
                None => series.identity.iter().map(|own| own.label.clone()).collect(),
            };
        }
        self.parts(expr)
    }

    /// A panel reads only what it can be narrowed in.
    fn may_read(&self, series: &Series) -> bool {
        !self.for_panel || !series.loses_choices
    }

    /// The same for the parts of an expression alone.
    pub(super) fn parts(&mut self, expr: &mut Expr) -> Added {
        match expr {
            Expr::Number(_) | Expr::String(_) | Expr::Variable(_) | Expr::Vector(_) | Expr::Range(_) => {
                Added::new()
            }
            Expr::Subquery(node) => self.expr(&mut node.expr),
            Expr::Unary(node) => self.expr(&mut node.expr),
            Expr::Paren(node) => self.expr(&mut node.expr),
            Expr::Aggregate(node) => self.aggregate(node),
            Expr::Call(node) => self.call(node),
            Expr::Binary(node) => self.binary(node),
        }
    }

    fn aggregate(&mut self, node: &mut Aggregate) -> Added {
        if let Some(param) = &mut node.param {
            self.expr(param);
        }
        let added = self.expr(&mut node.expr);
        let names = |label: &Label| {
            let labels = node.grouping.iter().flat_map(|grouping| &grouping.labels);
            labels.into_iter().any(|named| named.value == label.value)
        };
        let keeps_series = matches!(
            node.op.value,
            AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk | AggregateOp::LimitRatio
        );
        let is_without =
            node.grouping.as_ref().is_some_and(|grouping| grouping.kind == GroupingKind::Without);
        if added.iter().any(names) && !is_without {
            drop_labels(&mut node.expr, added);
            return Added::new();
        }
        if keeps_series {
            added
        } else if is_without {
            added.into_iter().filter(|label| !names(label)).collect()
        } else {
            Added::new()
        }
    }

    fn call(&mut self, node: &mut Call) -> Added {
        let added: Vec<Added> = node.args.iter_mut().map(|arg| self.expr(arg)).collect();
        match node.facts().map(|facts| facts.labels) {
            Some(LabelsOf::None) => Added::new(),
            // These have labels of their own.
            Some(LabelsOf::Replaced | LabelsOf::Joined | LabelsOf::OfMatchers | LabelsOf::Unknown) | None => {
                for (arg, added) in node.args.iter_mut().zip(added) {
                    drop_labels(arg, added);
                }
                Added::new()
            }
            _ => added.into_iter().flatten().collect(),
        }
    }

    fn binary(&mut self, node: &mut Binary) -> Added {
        let (left, right) = (self.expr(&mut node.lhs), self.expr(&mut node.rhs));
        if is_number(&node.lhs) || is_number(&node.rhs) {
            return if left.is_empty() { right } else { left };
        }
        let is_explicit = node.matching.as_ref().is_some_and(is_explicit);
        if left == right && !is_explicit {
            return left;
        }
        drop_labels(&mut node.lhs, left);
        drop_labels(&mut node.rhs, right);
        Added::new()
    }
}

/// Whether it says which labels are compared or kept.
fn is_explicit(matching: &Matching) -> bool {
    matching.kind == MatchingKind::On || matching.group.is_some()
}

/// Drops labels that are the same on all series: the sum of one is that one.
pub(super) fn drop_labels(expr: &mut Expr, labels: Added) {
    if labels.is_empty() {
        return;
    }
    let span = expr.span();
    let op = Spanned::new(AggregateOp::Sum, span);
    let grouping = Some(Grouping { span, kind: GroupingKind::Without, labels });
    let inner = expr.clone();
    *expr = Expr::Aggregate(Box::new(Aggregate { span, op, grouping, param: None, expr: inner }));
}

fn is_number(expr: &Expr) -> bool {
    type_check(expr) == Ok(ValueType::Scalar)
}

#[cfg(test)]
mod tests {
    use super::super::read::Readers;
    use super::*;
    use crate::promql::{Dialect, MatchOp, parse, print};

    #[test]
    fn labels_that_only_recorded_series_have_never_keep_two_sides_apart() {
        let expr = |text: &str| parse(text, Dialect { variables: false }).unwrap();
        let job = [crate::promql::build::matcher("job", MatchOp::Equal, "shop")];
        let mut readers = Readers::default();
        for (query, name) in [
            ("sum by (a) (rate(x[5m]))", "a:x:rate5m"),
            ("sum by (a) (rate(y[5m]))", "a:y:rate5m"),
            ("sum by (a, le) (rate(h_bucket[5m]))", "a_le:h:rate5m"),
        ] {
            let (name, identity) = (name.to_owned(), job.to_vec());
            let series = Series { name, identity, regrouped: None, loses_choices: false };
            readers.insert(&expr(query), None, series);
        }
        let (x, y, other) =
            ("sum by (a) (rate(x[5m]))", "sum by (a) (rate(y[5m]))", "sum by (a) (rate(z[5m]))");
        let (recorded_x, recorded_y) = ("a:x:rate5m{job=\"shop\"}", "a:y:rate5m{job=\"shop\"}");
        for (query, expected) in [
            ("X > 5", "RX > 5"),
            ("X / Y", "RX / RY"),
            ("X / Z", "sum without (job) (RX) / Z"),
            ("X / on (a) Y", "sum without (job) (RX) / on (a) sum without (job) (RY)"),
            ("X or vector(0)", "sum without (job) (RX) or vector(0)"),
            ("sum(X) / Z", "sum(RX) / Z"),
            ("topk(3, X)", "topk(3, RX)"),
            ("sum by (job) (X)", "sum by (job) (sum without (job) (RX))"),
            ("X * scalar(sum(Y)) - 1", "RX * scalar(sum(RY)) - 1"),
            ("absent(X)", "absent(sum without (job) (RX))"),
            (
                "histogram_quantile(0.9, sum by (a, le) (rate(h_bucket[5m])))",
                "histogram_quantile(0.9, a_le:h:rate5m{job=\"shop\"})",
            ),
            ("max_over_time(X[1h:])", "max_over_time(RX[1h:])"),
        ] {
            let put = |text: &str| {
                text.replace("RX", recorded_x)
                    .replace("RY", recorded_y)
                    .replace('X', x)
                    .replace('Y', y)
                    .replace('Z', other)
            };
            let read = readers.of_rule(&expr(&put(query))).unwrap();
            assert_eq!(print(&read), put(expected), "{query}");
        }
    }
}
