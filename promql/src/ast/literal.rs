//! The leaves of the tree: numbers, strings, variables, durations.

use super::Expr;
use gaugewright_base::Span;

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

/// A placeholder that Grafana or a constant of the spec fills in: `$name`, `${name}`, `${name:format}`, `[[name]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Where it was written, dollar sign included.
    pub span: Span,
    /// The name alone.
    pub name: String,
    /// What stands behind the colon of `${name:format}`. A plain variable has none.
    pub format: Option<String>,
    /// How it is written.
    pub style: VariableStyle,
}

/// How a variable is written. All of them mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableStyle {
    /// `$name`
    Plain,
    /// `${name}`
    Braces,
    /// `[[name]]`, which Grafana still reads.
    Brackets,
}

impl Variable {
    /// `$name`
    pub const fn new(name: String, span: Span) -> Self {
        Self { span, name, format: None, style: VariableStyle::Plain }
    }
}

/// A duration, or what stands for one.
#[derive(Clone, Debug, PartialEq)]
pub enum DurationExpr {
    /// `1h30m`, or a plain number of seconds.
    Literal(DurationLiteral),
    /// `$__rate_interval`.
    Variable(Variable),
    /// `2 * step()`: an expression of numbers, variables, signs, arithmetic and the functions `step`, `range`, `min_of` and
    /// `max_of`. Everything counts seconds.
    Computed(Box<Expr>),
}

impl DurationExpr {
    /// Where it was written.
    pub const fn span(&self) -> Span {
        match self {
            Self::Literal(duration) => duration.span,
            Self::Variable(variable) => variable.span,
            Self::Computed(expr) => expr.span(),
        }
    }

    /// Its length, where that is known and not negative. What is computed of literals is known.
    pub fn millis(&self) -> Option<u64> {
        match self {
            Self::Literal(duration) => Some(duration.millis),
            Self::Computed(_) => crate::length::from_seconds(self.seconds()?).ok(),
            Self::Variable(_) => None,
        }
    }
}

/// A duration as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationLiteral {
    /// Where it was written.
    pub span: Span,
    /// Its length in milliseconds.
    pub millis: u64,
    /// How it was written.
    pub text: String,
}
