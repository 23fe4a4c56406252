//! Recorded series: how a query reads them, and the aggregation that makes the query of them where they keep more labels.

use crate::promql::build::selector;
use crate::promql::{Aggregate, AggregateOp, Expr, Grouping, GroupingKind, Label, Matcher};
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

impl Series {
    /// The query that reads them.
    pub(super) fn selector(&self) -> Expr {
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
