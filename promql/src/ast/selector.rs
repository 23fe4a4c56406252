//! Selectors of series, and what moves them in time.

use super::{DurationExpr, Name, NumberLiteral, StringLiteral, Variable};
use crate::operator::MatchOp;
use gaugewright_base::{Span, Spanned};

/// A selector of series at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorSelector {
    /// Where it was written, modifiers included.
    pub span: Span,
    /// The metric name in front of the braces, or as a bare string inside them.
    pub name: Option<MetricName>,
    /// The braces, where there are any.
    pub braces: Option<Span>,
    /// The matchers inside the braces, a quoted metric name left out.
    pub matchers: Vec<Matcher>,
    /// `offset` and `@`.
    pub modifiers: Modifiers,
}

/// The name of a metric as written in a selector.
pub type MetricName = Name;

/// The name of a label.
pub type Label = Name;

/// One condition on a label: `job="api"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The whole condition.
    pub span: Span,
    /// The label.
    pub label: Label,
    /// The comparison.
    pub op: Spanned<MatchOp>,
    /// The text or regular expression to compare with.
    pub value: StringLiteral,
}

impl Matcher {
    /// Whether both say the same, wherever they stand.
    pub fn says(&self, other: &Self) -> bool {
        (&self.label.value, self.op.value, &self.value.value)
            == (&other.label.value, other.op.value, &other.value.value)
    }
}

/// What moves a selector or subquery in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Modifiers {
    /// `offset 5m`.
    pub offset: Option<Offset>,
    /// `@ 1609746000`.
    pub at: Option<At>,
    /// `anchored` or `smoothed`.
    pub edges: Option<Spanned<Edges>>,
}

/// What is done at the edges of a range, in place of extrapolation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edges {
    /// `anchored`: the last sample in front of the range counts, and nothing is added.
    Anchored,
    /// `smoothed`: values are interpolated between the samples on both sides of an edge.
    Smoothed,
}

impl Edges {
    /// How it is written.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Anchored => "anchored",
            Self::Smoothed => "smoothed",
        }
    }
}

impl Modifiers {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.offset.is_none() && self.at.is_none() && self.edges.is_none()
    }
}

/// `offset 5m`, from the keyword to the duration.
#[derive(Clone, Debug, PartialEq)]
pub struct Offset {
    /// The whole modifier.
    pub span: Span,
    /// Whether a minus stands in front of the duration: a look into the future.
    pub negative: bool,
    /// How far.
    pub duration: DurationExpr,
}

/// `@ time`, from the sign to the time.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    /// The whole modifier.
    pub span: Span,
    /// The fixed moment.
    pub time: AtTime,
}

/// The moment of an `@` modifier.
#[derive(Clone, Debug, PartialEq)]
pub enum AtTime {
    /// Seconds since 1970, also as a duration; the sign, if any, is part of value, text and span.
    Timestamp(NumberLiteral),
    /// `start()`: the start of the queried range.
    Start,
    /// `end()`: the end of the queried range.
    End,
    /// `$name`.
    Variable(Variable),
}

/// A selector of series over a time range.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeSelector {
    /// Where it was written, modifiers included.
    pub span: Span,
    /// The selector in front of the bracket; its own modifiers are empty.
    pub selector: VectorSelector,
    /// The length of the range.
    pub range: DurationExpr,
    /// The brackets.
    pub brackets: Span,
    /// `offset` and `@`.
    pub modifiers: Modifiers,
}
