//! Puts recorded series in the place of what they record. They have labels that the query has not: those that say whose they are.
//! Where these would keep two sides of an operator apart, they are dropped again.

use super::read::Readers;
use crate::promql::build::selector;
use crate::promql::{
    Aggregate, AggregateOp, Binary, Call, Expr, Grouping, GroupingKind, Label, LabelsOf, Matcher, Matching,
    MatchingKind, ValueType, type_check,
};
use crate::source::Spanned;

/// Recorded series.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// Their name.
    pub(crate) name: String,
    /// The matchers that find those of this service: the labels that the rule adds.
    pub(crate) identity: Vec<Matcher>,
    /// What makes the query of them, where they keep labels by which panels are narrowed and which it has not.
    pub(crate) regrouped: Option<Regrouping>,
    /// Whether they have lost labels by which panels are narrowed.
    pub(crate) loses_choices: bool,
}

/// An aggregation that does not care whether it is done in one step or two.
#[derive(Clone, Debug)]
pub(crate) struct Regrouping {
    op: Spanned<AggregateOp>,
    grouping: Option<Grouping>,
}

impl Regrouping {
    /// The aggregation of an expression, and the expression that keeps some more labels; nothing if that is another value.
    pub(crate) fn widened(expr: &Expr, kept: &[&str]) -> Option<(Self, Expr)> {
        let aggregate = in_steps(expr)?;
        let span = aggregate.span;
        let kept = kept.iter().map(|name| Spanned::new((*name).to_owned(), span).into());
        let own = aggregate.grouping.iter().flat_map(|grouping| grouping.labels.iter().cloned());
        let wide = by(aggregate, kept.chain(own).collect());
        Some((Self { op: aggregate.op.clone(), grouping: aggregate.grouping.clone() }, wide))
    }

    /// The other way round: the aggregation that drops some labels of an expression which keeps them, and the expression that it is
    /// then; nothing if that is another value, or it keeps none of them.
    pub(crate) fn narrowed(expr: &Expr, dropped: &[&str]) -> Option<(Self, Expr)> {
        let aggregate = in_steps(expr)?;
        let is_dropped = |label: &Label| dropped.contains(&label.value.as_str());
        let grouping =
            aggregate.grouping.as_ref().filter(|grouping| grouping.labels.iter().any(is_dropped))?;
        let labels: Vec<Label> = grouping.labels.iter().filter(|label| !is_dropped(label)).cloned().collect();
        let narrow = by(aggregate, labels);
        let Expr::Aggregate(left) = &narrow else { return None };
        Some((Self { op: left.op.clone(), grouping: left.grouping.clone() }, narrow))
    }
}

/// An aggregation by labels that can be done in two steps.
fn in_steps(expr: &Expr) -> Option<&Aggregate> {
    let Expr::Aggregate(aggregate) = expr else { return None };
    let in_steps = matches!(aggregate.op.value, AggregateOp::Sum | AggregateOp::Max | AggregateOp::Min);
    let is_without =
        aggregate.grouping.as_ref().is_some_and(|grouping| grouping.kind == GroupingKind::Without);
    (in_steps && !is_without).then_some(&**aggregate)
}

/// The same aggregation by other labels.
fn by(aggregate: &Aggregate, labels: Vec<Label>) -> Expr {
    let span = aggregate.span;
    let grouping = (!labels.is_empty()).then_some(Grouping { span, kind: GroupingKind::By, labels });
    Expr::Aggregate(Box::new(Aggregate { grouping, ..aggregate.clone() }))
}

/// The labels by which the series of an expression differ from those of what it stands for.
pub(super) type Added = Vec<Label>;

/// Puts recorded series in.
pub(super) struct Reader<'r> {
    pub(super) readers: &'r Readers,
    /// Whether a panel asks.
    pub(super) for_panel: bool,
    /// How many it has put in.
    pub(super) count: usize,
}

impl Reader<'_> {
    /// Puts them in wherever all of a part is recorded; gives the labels that the result has more.
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Added {
        if matches!(expr, Expr::Aggregate(_) | Expr::Call(_) | Expr::Binary(_) | Expr::Paren(_))
            && let Some(series) = self.readers.series_of(expr, |series| self.may_read(series))
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

impl Series {
    fn selector(&self) -> Expr {
        let expr = Expr::from(selector(&self.name, self.identity.clone()));
        match &self.regrouped {
            Some(Regrouping { op, grouping }) => {
                let (op, grouping) = (op.clone(), grouping.clone());
                Expr::Aggregate(Box::new(Aggregate { span: expr.span(), op, grouping, param: None, expr }))
            }
            None => expr,
        }
    }
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
