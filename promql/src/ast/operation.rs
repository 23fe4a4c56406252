//! What is made of series: aggregations, calls, operators, subqueries.

use super::{DurationExpr, Expr, Label, Modifiers, NumberLiteral};
use crate::operator::{AggregateOp, BinaryOp, UnaryOp};
use gaugewright_base::{Span, Spanned};

/// An expression evaluated at many moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Subquery {
    /// Where it was written, modifiers included.
    pub span: Span,
    /// What is evaluated.
    pub expr: Expr,
    /// The length of the range.
    pub range: DurationExpr,
    /// The distance of two moments; the evaluation interval if left out.
    pub step: Option<DurationExpr>,
    /// The brackets.
    pub brackets: Span,
    /// `offset` and `@`.
    pub modifiers: Modifiers,
}

/// An aggregation.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Where it was written.
    pub span: Span,
    /// How it aggregates.
    pub op: Spanned<AggregateOp>,
    /// `by (...)` or `without (...)`.
    pub grouping: Option<Grouping>,
    /// The first of two arguments: the k of `topk`.
    pub param: Option<Expr>,
    /// What is aggregated.
    pub expr: Expr,
}

/// The labels that make up a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// The clause, from the keyword to the closing parenthesis.
    pub span: Span,
    /// Which labels stay.
    pub kind: GroupingKind,
    /// The labels named.
    pub labels: Vec<Label>,
}

/// Which labels an aggregation keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupingKind {
    /// The labels named.
    By,
    /// All but the labels named.
    Without,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Where it was written.
    pub span: Span,
    /// The name of the function; not yet known to exist.
    pub name: Spanned<String>,
    /// What it is given.
    pub args: Vec<Expr>,
}

/// Two expressions and an operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Binary {
    /// Where it was written.
    pub span: Span,
    /// The left side.
    pub lhs: Expr,
    /// The operator.
    pub op: Spanned<BinaryOp>,
    /// The keyword `bool`: a comparison that gives 0 or 1.
    pub bool_modifier: Option<Span>,
    /// `on (...)` or `ignoring (...)`.
    pub matching: Option<Matching>,
    /// `fill(...)`, `fill_left(...)`, `fill_right(...)`.
    pub fill: Option<Fill>,
    /// The right side.
    pub rhs: Expr,
}

/// Which series of the two sides belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// The clause, from the keyword to the closing parenthesis, `group_left` left out.
    pub span: Span,
    /// Which labels are compared.
    pub kind: MatchingKind,
    /// The labels named.
    pub labels: Vec<Label>,
    /// `group_left` or `group_right`.
    pub group: Option<Group>,
}

/// Which labels must agree on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchingKind {
    /// The labels named.
    On,
    /// All but the labels named.
    Ignoring,
}

/// Permission for many series of one side to meet one of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The clause, from the keyword to the closing parenthesis if there is one.
    pub span: Span,
    /// The side with many series.
    pub side: Side,
    /// Labels taken over from the side with one.
    pub labels: Vec<Label>,
}

/// The values that stand in for series which one side lacks.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// The clauses, from the first keyword to the last closing parenthesis.
    pub span: Span,
    /// For series that the left side lacks; the sign, if any, is part of value, text and span.
    pub left: Option<NumberLiteral>,
    /// For series that the right side lacks. `fill(0)` gives both sides the same number.
    pub right: Option<NumberLiteral>,
}

/// A side of a binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// In front of the operator.
    Left,
    /// Behind the operator.
    Right,
}

/// An expression with a sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Unary {
    /// Where it was written.
    pub span: Span,
    /// The sign.
    pub op: Spanned<UnaryOp>,
    /// What it applies to.
    pub expr: Expr,
}

/// An expression in parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Paren {
    /// Where it was written, parentheses included.
    pub span: Span,
    /// What stands inside.
    pub expr: Expr,
}
