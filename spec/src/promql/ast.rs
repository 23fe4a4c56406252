//! The syntax tree. Every node knows the bytes of the query it was written in.

use super::operator::{AggregateOp, BinaryOp, MatchOp, UnaryOp};
use crate::source::{Span, Spanned};

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

/// A number.
#[derive(Clone, Debug)]
pub struct NumberLiteral {
    /// Where it was written.
    pub span: Span,
    /// Its value; durations count seconds.
    pub value: f64,
    /// How it was written.
    pub text: String,
}

impl PartialEq for NumberLiteral {
    /// Bit for bit, so that `NaN` equals itself.
    fn eq(&self, other: &Self) -> bool {
        (self.span, self.value.to_bits(), &self.text) == (other.span, other.value.to_bits(), &other.text)
    }
}

/// A quoted string. [`StringLiteral::place`] leads from the value back to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringLiteral {
    /// Where it was written, quotes included.
    pub span: Span,
    /// The string meant, escapes resolved.
    pub value: String,
    /// How it was written, quotes included.
    pub text: String,
}

/// A placeholder that Grafana or a constant of the spec fills in: `$name`, `${name}`, `${name:format}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Where it was written, dollar sign included.
    pub span: Span,
    /// The name alone.
    pub name: String,
    /// What stands behind the colon of `${name:format}`.
    pub format: Option<String>,
    /// Whether the name stands in braces.
    pub braced: bool,
}

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

impl VectorSelector {
    /// A selector that stands in no text.
    pub fn of(name: &str, matchers: Vec<Matcher>) -> Self {
        let span = Span::default();
        let braces = (!matchers.is_empty()).then_some(span);
        let name = Some(Spanned::new(name.into(), span));
        Self { span, name, braces, matchers, modifiers: Modifiers::default() }
    }
}

/// The name of a metric as written in a selector; a quoted one counts its quotes to the span.
pub type MetricName = Spanned<String>;

/// The name of a label; a quoted one counts its quotes to the span.
pub type Label = Spanned<String>;

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
    /// A condition that stands in no text.
    pub fn made(label: &str, op: MatchOp, value: &str) -> Self {
        let span = Span::default();
        // The printer quotes the value anew.
        let value = StringLiteral { span, value: value.into(), text: String::new() };
        Self { span, label: Spanned::new(label.into(), span), op: Spanned::new(op, span), value }
    }

    /// Whether it stands in no text: what is written is not empty.
    pub fn is_made(&self) -> bool {
        self.span.is_empty()
    }

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
}

impl Modifiers {
    /// Whether there is neither.
    pub const fn is_empty(&self) -> bool {
        self.offset.is_none() && self.at.is_none()
    }
}

/// `offset 5m`, from the keyword to the duration.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Seconds since 1970; the sign, if any, is part of value, text and span.
    Timestamp(NumberLiteral),
    /// `start()`: the start of the queried range.
    Start,
    /// `end()`: the end of the queried range.
    End,
    /// `$name`.
    Variable(Variable),
}

/// A duration, or what stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationExpr {
    /// `1h30m`, or a plain number of seconds.
    Literal(Duration),
    /// `$__rate_interval`.
    Variable(Variable),
}

impl DurationExpr {
    /// Where it was written.
    pub const fn span(&self) -> Span {
        match self {
            Self::Literal(duration) => duration.span,
            Self::Variable(variable) => variable.span,
        }
    }

    /// Its length, where that is known.
    pub const fn millis(&self) -> Option<u64> {
        match self {
            Self::Literal(duration) => Some(duration.millis),
            Self::Variable(_) => None,
        }
    }
}

/// A duration as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Where it was written.
    pub span: Span,
    /// Its length in milliseconds.
    pub millis: u64,
    /// How it was written.
    pub text: String,
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
