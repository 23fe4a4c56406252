//! The four types of the query language.

use std::fmt;

/// What an expression evaluates to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueType {
    /// One number.
    Scalar,
    /// One sample per series, all at one moment.
    Vector,
    /// Many samples per series, over a range.
    Matrix,
    /// A text.
    String,
}

impl ValueType {
    /// The name that the documentation of Prometheus uses.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Vector => "instant vector",
            Self::Matrix => "range vector",
            Self::String => "string",
        }
    }

    /// The name with its article, for use in a sentence.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Scalar => "a scalar",
            Self::Vector => "an instant vector",
            Self::Matrix => "a range vector",
            Self::String => "a string",
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
