//! The syntax tree. Every node knows the bytes of the query it was written in.

mod computed;
mod literal;
mod name;
mod operation;
mod selector;

pub use literal::{DurationExpr, DurationLiteral, NumberLiteral, StringLiteral, Variable, VariableStyle};
pub use name::Name;
pub use operation::{
    Aggregate, Binary, Call, Fill, Group, Grouping, GroupingKind, Matching, MatchingKind, Paren, Side,
    Subquery, Unary,
};
pub use selector::{
    At, AtTime, Edges, Label, Matcher, MetricName, Modifiers, Offset, RangeSelector, VectorSelector,
};

use gaugewright_base::Span;

/// Any expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `0.95`, `1e6`, `0x1F`, `Inf`, and `5m` as a number of seconds.
    Number(NumberLiteral),
    /// `"text"`.
    String(StringLiteral),
    /// `$name`: a number that is put in later.
    Variable(Variable),
    /// `up{job="api"} offset 1h`.
    Vector(Box<VectorSelector>),
    /// `up{job="api"}[5m]`.
    Range(Box<RangeSelector>),
    /// `expr[1h:1m]`.
    Subquery(Box<Subquery>),
    /// `sum by (job) (expr)`.
    Aggregate(Box<Aggregate>),
    /// `rate(expr)`.
    Call(Box<Call>),
    /// `a + b`.
    Binary(Box<Binary>),
    /// `-a`.
    Unary(Box<Unary>),
    /// `(a)`.
    Paren(Box<Paren>),
}

impl Expr {
    /// The bytes of the whole expression, modifiers included.
    pub const fn span(&self) -> Span {
        match self {
            Self::Number(n) => n.span,
            Self::String(n) => n.span,
            Self::Variable(n) => n.span,
            Self::Vector(n) => n.span,
            Self::Range(n) => n.span,
            Self::Subquery(n) => n.span,
            Self::Aggregate(n) => n.span,
            Self::Call(n) => n.span,
            Self::Binary(n) => n.span,
            Self::Unary(n) => n.span,
            Self::Paren(n) => n.span,
        }
    }

    /// The expression inside any number of parentheses.
    pub fn without_parens(&self) -> &Self {
        let mut expr = self;
        while let Self::Paren(paren) = expr {
            expr = &paren.expr;
        }
        expr
    }
}
